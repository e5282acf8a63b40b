//! Handing over: the address without its fragment, packing, copying, and a picture for the whole screen.

use super::platform::{by_id, document, window};
use js_sys::futures::JsFuture;
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, Response};

/// The page's address without its fragment.
pub(super) fn page() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// The octets of a text, deflated (RFC 1951); `None` in a browser without a `CompressionStream`, or with one that knows
/// no raw form: Firefox before 113, Safari before 16.4, Chrome before 103.
pub(super) async fn deflate(text: &str) -> Option<Vec<u8>> {
    let class: Function = Reflect::get(&window(), &"CompressionStream".into()).ok()?.dyn_into().ok()?;
    let packer = Reflect::construct(&class, &Array::of1(&"deflate-raw".into())).ok()?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).ok()?;
    let packed = blob.stream().pipe_through(packer.unchecked_ref());
    let response = Response::new_with_opt_readable_stream(Some(&packed)).ok()?;
    let octets = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&octets).to_vec())
}

/// Whether the server lets documents without an origin read the page's files, as a frame needs that is a sandbox.
pub(super) async fn is_for_all() -> bool {
    let header = async {
        let response = JsFuture::from(window().fetch_with_str("./")).await.ok()?;
        let response: Response = response.dyn_into().ok()?;
        response.headers().get("Access-Control-Allow-Origin").ok()?
    };
    header.await.is_some_and(|origin| origin == "*")
}

/// Selects the text of the field with this id and copies it; false where the browser does not copy. The old way, because
/// the new one is missing on pages without TLS, as schools have them.
pub(super) fn copy(id: &str) -> bool {
    by_id::<HtmlTextAreaElement>(id).is_some_and(|field| copy_field(&field))
}

/// Copies a text; false where the browser does not. The field that it takes stands a moment beside `place`, which has the
/// focus afterwards: a field outside of an open dialog could not be selected.
pub(super) fn copy_text(text: &str, place: &HtmlElement) -> bool {
    let field = document().create_element("textarea").ok();
    let field = field.and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok());
    let (Some(field), Some(parent)) = (field, place.parent_element()) else { return false };
    field.set_class_name("sr-only");
    field.set_value(text);
    if parent.append_child(&field).is_err() {
        return false;
    }
    let copied = copy_field(&field);
    field.remove();
    // An element that cannot take the focus back leaves it to the document.
    let _ = place.focus();
    copied
}

fn copy_field(field: &HtmlTextAreaElement) -> bool {
    // A field that is not focused keeps no selection in some browsers.
    let _ = field.focus();
    field.select();
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|document| document.exec_command("copy").unwrap_or_default())
}

/// Shows the element with this id on the whole screen, or no longer; false where the browser cannot.
pub(super) fn fill_screen(id: &str) -> bool {
    let document = document();
    if document.fullscreen_element().is_some() {
        document.exit_fullscreen();
        return true;
    }
    by_id::<Element>(id).is_some_and(|element| element.request_fullscreen().is_ok())
}
