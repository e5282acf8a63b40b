//! The browser's gifts and needs. Everything that can fail there has an answer here.

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlAnchorElement, HtmlElement, Storage, WebSocket, Window};

/// The reason why a text could not be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StorageError {
    /// The browser forbids it: private mode, a policy, a sandboxed frame.
    Forbidden,
    /// No room is left.
    Full,
}

/// Most octets that are read of a file: one more than any that the page takes has.
const FILE_MAX: i32 = crate::share::TEXT_MAX as i32 + 1;

/// The window. A page without one cannot run this code.
pub(super) fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

/// The document.
pub(super) fn document() -> Document {
    window().document().expect("a window with a page has a document")
}

/// The element that the page fills.
pub(super) fn root() -> Element {
    let body = || Element::from(document().body().expect("index.html has a body"));
    document().get_element_by_id("app").unwrap_or_else(body)
}

fn storage() -> Result<Storage, StorageError> {
    window().local_storage().ok().flatten().ok_or(StorageError::Forbidden)
}

/// The text stored under `key`.
///
/// # Errors
/// The browser forbids reading.
pub(super) fn load(key: &str) -> Result<Option<String>, StorageError> {
    storage()?.get_item(key).map_err(|_| StorageError::Forbidden)
}

/// Stores `text` under `key`.
///
/// # Errors
/// The browser forbids writing, or there is no room.
pub(super) fn store(key: &str, text: &str) -> Result<(), StorageError> {
    storage()?.set_item(key, text).map_err(|_| StorageError::Full)
}

/// Forgets what was stored under `key`.
pub(super) fn forget(key: &str) {
    if let Ok(storage) = storage() {
        // An item that cannot be removed was not stored either.
        let _ = storage.remove_item(key);
    }
}

/// The text that this tab has kept over a reload; `None` also where the browser forbids it.
pub(super) fn kept_in_tab(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text for this tab, or nothing.
pub(super) fn keep_in_tab(key: &str, text: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A tab that keeps nothing begins anew after a reload.
        let _ = text.map_or_else(|| storage.remove_item(key), |text| storage.set_item(key, text));
    }
}

/// Whether the page was reloaded, or found again in the tab's history, and not opened anew.
pub(super) fn is_back() -> bool {
    let entries = window().performance().map(|performance| performance.get_entries_by_type("navigation"));
    let kind = entries.and_then(|entries| js_sys::Reflect::get(&entries.get(0), &"type".into()).ok());
    kind.and_then(|kind| kind.as_string()).is_some_and(|kind| kind != "navigate")
}

/// The fragment of the page's address, without its `#`.
pub(super) fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Shows another fragment in the address, as a new entry of the history or in place of the present one.
pub(super) fn set_fragment(fragment: &str, new_entry: bool) {
    let Ok(history) = window().history() else { return };
    let url = format!("#{fragment}");
    // A sandboxed frame may forbid it; the page then works without.
    let _ = match new_entry {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(&url)),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(&url)),
    };
}

/// A WebSocket to an address beside the page; `None` where the browser forbids it.
pub(super) fn socket(name: &str) -> Option<WebSocket> {
    let address = window().location().href().ok()?;
    let page = address.split(['#', '?']).next()?;
    // RFC 6455 §3: "ws" and "wss" are to WebSockets what "http" and "https" are to pages.
    let folder = page[..=page.rfind('/')?].strip_prefix("http")?;
    WebSocket::new(&["ws", folder, name].concat()).ok()
}

/// The languages that the browser asks for, best first.
pub(super) fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Whether a media query holds.
pub(super) fn matches_media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// Calls `then` whenever a media query begins or ceases to hold, as long as the listener lives.
pub(super) fn on_media(query: &str, mut then: impl FnMut(bool) + 'static) -> Option<EventListener> {
    let list = window().match_media(query).ok().flatten()?;
    let target = list.clone();
    Some(EventListener::new(&target, "change", move |_| then(list.matches())))
}

/// Sets an attribute of the `html` element, or takes it away.
pub(super) fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    // The names are constants of this crate, so neither call can fail.
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Tells the page's scripts, by an event of the window: boot.js that the program cannot start, offline.js that a newer
/// version is wanted.
pub(super) fn tell(event: &str) {
    if let Ok(event) = web_sys::Event::new(event) {
        let _ = window().dispatch_event(&event);
    }
}

/// Whether the page is a frame of another page.
pub(super) fn is_framed() -> bool {
    let top = window().top().ok().flatten();
    top.is_none_or(|top| top != window())
}

/// Gives the focus to the element with this id.
pub(super) fn focus(id: &str) {
    if let Some(element) = by_id::<HtmlElement>(id) {
        let _ = element.focus();
    }
}

/// Whether an element has the focus.
pub(super) fn has_focus(element: &Element) -> bool {
    document().active_element().as_ref() == Some(element)
}

/// Scrolls `scroller` so that `inside` is at its middle; nothing else moves.
pub(super) fn scroll_to_middle(scroller: &str, inside: &str) {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    if let (Some(scroller), Some(inside)) = (find(scroller), find(&[scroller, inside].join(" "))) {
        let (around, place) = (scroller.get_bounding_client_rect(), inside.get_bounding_client_rect());
        let off =
            place.top() - around.top() - f64::from(scroller.client_height()) / 2.0 + place.height() / 2.0;
        scroller.set_scroll_top(scroller.scroll_top() + off as i32);
    }
}

/// The element with this id, if it is of this kind.
pub(super) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whether keys typed at `element` belong to it: a field, a choice, a slider, or something in a dialog.
pub(super) fn takes_keys(element: &Element) -> bool {
    element
        .closest("input, textarea, select, dialog, [contenteditable], [data-takes-keys]")
        .is_ok_and(|e| e.is_some())
}

/// The address of a text of this kind, for a link that downloads it.
pub(super) fn download_address(text: &str, media: &str) -> Option<String> {
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    web_sys::Url::create_object_url_with_blob(&blob).ok()
}

/// Saves a text of this kind as a file.
pub(super) fn download(name: &str, text: &str, media: &str) {
    if let Some(address) = download_address(text, media) {
        follow(name, &address);
    }
}

/// Saves a text that lies beside the page as a file of the same name.
pub(super) fn download_file(name: &'static str) {
    js_sys::futures::spawn_local(async move {
        if let Some(text) = fetch(name).await {
            download(name, &text, "text/plain");
        }
    });
}

/// Saves as a file what an address gives.
fn follow(name: &str, address: &str) {
    let link = document().create_element("a").ok().and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(address);
        link.set_download(name);
        link.click();
    }
}

/// Prints what is in the document once the pictures that this selector finds can be drawn.
pub(super) fn print_with(pictures: &'static str) {
    js_sys::futures::spawn_local(async move {
        let all = document().query_selector_all(pictures).ok();
        for place in 0..all.as_ref().map_or(0, web_sys::NodeList::length) {
            let picture = all.as_ref().and_then(|all| all.item(place));
            if let Some(Ok(picture)) = picture.map(JsCast::dyn_into::<web_sys::HtmlImageElement>) {
                // A picture that cannot be drawn leaves its words.
                let _ = js_sys::futures::JsFuture::from(picture.decode()).await;
            }
        }
        // A frame may forbid it.
        let _ = window().print();
    });
}

/// Gives the text of the file that was chosen to `then`, of a longer one than [`FILE_MAX`] its beginning, and makes the
/// same file choosable again.
pub(super) fn read_file(input: &web_sys::HtmlInputElement, then: impl FnOnce(String) + 'static) {
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    input.set_value("");
    js_sys::futures::spawn_local(async move {
        let Ok(file) = file.slice_with_i32_and_i32(0, FILE_MAX) else { return };
        if let Some(text) =
            js_sys::futures::JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string())
        {
            then(text);
        }
    });
}

/// Saves an SVG as a picture made of points, twice as large. Nothing happens where the browser cannot draw it.
pub(super) fn download_picture(name: String, svg: &str) {
    // The page's policy lets pictures come from such addresses.
    let address = "data:image/svg+xml,".to_owned() + &String::from(js_sys::encode_uri_component(svg));
    js_sys::futures::spawn_local(async move {
        let _ = drawn(&name, &address).await;
    });
}

async fn drawn(name: &str, address: &str) -> Result<(), JsValue> {
    let image = web_sys::HtmlImageElement::new()?;
    image.set_src(address);
    js_sys::futures::JsFuture::from(image.decode()).await?;
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    let (width, height) = (2 * image.natural_width(), 2 * image.natural_height());
    canvas.set_width(width);
    canvas.set_height(height);
    if let Some(context) = canvas.get_context("2d")? {
        let context: web_sys::CanvasRenderingContext2d = context.dyn_into()?;
        context.draw_image_with_html_image_element_and_dw_and_dh(
            &image,
            0.0,
            0.0,
            width.into(),
            height.into(),
        )?;
        follow(name, &canvas.to_data_url()?);
    }
    Ok(())
}

/// Calls a method that not every browser has, and gives what it promises; `None` where it is missing or refuses.
pub(super) async fn ask(target: &JsValue, method: &str, argument: &str) -> Option<JsValue> {
    let method: js_sys::Function = js_sys::Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    let promise = match argument {
        "" => method.call0(target),
        _ => method.call1(target, &argument.into()),
    };
    js_sys::futures::JsFuture::from(js_sys::Promise::resolve(&promise.ok()?)).await.ok()
}

/// A number from 0 to 1 by chance: it tells windows apart, and no simulation sees it.
#[expect(clippy::disallowed_methods)] // the browser's own chance, outside of what is replayed
pub(super) fn chance() -> f64 {
    js_sys::Math::random()
}

/// Calls when the next frame is painted: in a window that nobody sees, when somebody sees it.
pub(super) fn after_paint(then: impl FnOnce() + 'static) {
    // The callbacks of a frame run before it is painted.
    let frame = Closure::once_into_js(move || Timeout::new(0, then).forget());
    let _ = window().request_animation_frame(frame.unchecked_ref());
}

/// The page's address without its fragment.
pub(super) fn place() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Whether the page's address is good on this computer alone.
pub(super) fn is_loopback() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

/// Opens the window of a view, `projector` or `presenter`, beside this one, or shows it if it is open.
pub(super) fn open_window(view: &str) {
    let (address, name) = ([&place(), "#view=", view].concat(), ["postamt-", view].concat());
    // A browser that opens no windows says so itself.
    let _ = window().open_with_url_and_target_and_features(&address, &name, "popup,width=1100,height=760");
}

/// Fills the screen with the page, or no longer. Nothing happens where the browser forbids it.
pub(super) fn toggle_full_screen() {
    js_sys::futures::spawn_local(async {
        let document = document();
        if document.fullscreen_element().is_some() {
            ask(&document, "exitFullscreen", "").await;
        } else if let Some(root) = document.document_element() {
            ask(&root, "requestFullscreen", "").await;
        }
    });
}

/// The text of a file that lies beside the page, or inside it where the page is one single file; `None` when it cannot
/// be had.
pub(super) async fn fetch(file: &str) -> Option<String> {
    use js_sys::futures::JsFuture;
    if let Some(files) = by_id::<HtmlElement>("files") {
        let files = js_sys::JSON::parse(&files.text_content()?).ok()?;
        let name = file.split('?').next().unwrap_or_default();
        return js_sys::Reflect::get(&files, &name.into()).ok()?.as_string();
    }
    let response = JsFuture::from(window().fetch_with_str(file)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    let text = if response.ok() { response.text().ok()? } else { return None };
    JsFuture::from(text).await.ok()?.as_string()
}
