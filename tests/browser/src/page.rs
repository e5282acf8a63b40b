//! The page as a person sees it: roles, names, and what the contract promises.

use crate::driver::{Driver, Element};
use crate::engine::Engine;
use crate::server::{Fault, Server};
use crate::tree;
use crate::watch::{self, Violation, Watch};
use crate::{names, path_from_env, wait_for};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Counts the pages of a PDF; Firefox packs their descriptions.
const COUNT_PAGES: &str = r"
    const pdf = atob(arguments[0]);
    const count = text => [...text.matchAll(/\/Type *\/Page\b(?!s)/g)].length;
    const packed = [...pdf.matchAll(/\/ObjStm.*?stream\r?\n(.*?)\r?\nendstream/gs)].map(([, octets]) => {
        const stream = new Blob([Uint8Array.from(octets, octet => octet.charCodeAt())]).stream();
        return new Response(stream.pipeThrough(new DecompressionStream('deflate'))).text();
    });
    return Promise.all(packed).then(texts => texts.concat(pdf).reduce((sum, text) => sum + count(text), 0));
";

/// WebDriver's names of keys.
pub mod keys {
    /// Ctrl+A, which selects everything in the field that has the focus.
    pub const SELECT_ALL: &str = "\u{e009}a\u{e009}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Tab.
    pub const TAB: &str = "\u{e004}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// Backspace.
    pub const BACKSPACE: &str = "\u{e003}";
    /// Shift.
    pub const SHIFT: &str = "\u{e008}";
    /// Alt.
    pub const ALT: &str = "\u{e00a}";
    /// Page Up.
    pub const PAGE_UP: &str = "\u{e00e}";
    /// Page Down.
    pub const PAGE_DOWN: &str = "\u{e00f}";
    /// End.
    pub const END: &str = "\u{e010}";
    /// Home.
    pub const HOME: &str = "\u{e011}";
    /// ←.
    pub const LEFT: &str = "\u{e012}";
    /// ↑.
    pub const UP: &str = "\u{e013}";
    /// →.
    pub const RIGHT: &str = "\u{e014}";
    /// ↓.
    pub const DOWN: &str = "\u{e015}";
}

/// The browser's state before the page is opened.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The window's inner width in CSS pixels.
    pub width: u32,
    /// The window's inner height in CSS pixels.
    pub height: u32,
    /// Whether the system prefers dark colours.
    pub dark: bool,
    /// Whether the system prefers reduced motion.
    pub reduced_motion: bool,
    /// The language that the browser prefers.
    pub language: &'static str,
    /// The browser's engine. The tests that look on through DevTools, at errors and requests for instance, see nothing
    /// in others than Chromium.
    pub engine: Engine,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            width: 1280,
            height: 720,
            dark: false,
            reduced_motion: false,
            language: "en-US",
            engine: Engine::Chromium,
        }
    }
}

/// One line of the transcript.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// `client` or `server`.
    pub from: String,
    /// `ok`, `err`, `no`, `bad`, `bye`, `preauth`, `untagged` or `continue`, where the line is a reply.
    pub outcome: Option<String>,
    /// Its words.
    pub text: String,
}

/// One row of the mail store.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The message's UID.
    pub uid: String,
    /// Its sequence number, or POP3's message number; empty where it has none.
    pub seq: String,
    /// The words of its cells.
    pub text: String,
}

/// The page in a browser of its own.
pub struct Page {
    pub(crate) driver: Driver,
    server: Server,
    /// The origin of somebody else who serves the page.
    origin: RefCell<Option<String>>,
    watch: Watch,
}

impl Setup {
    /// Starts browser and a server with a fault, and opens nothing yet.
    pub fn open_faulty(&self, fault: Fault) -> Page {
        self.begin(Server::faulty(path_from_env("POSTAMT_DIST"), fault), false)
    }

    /// Opens the page with this fragment (without `#`; empty for none) and waits until its prompt is there.
    pub fn open(&self, fragment: &str) -> Page {
        let page = self.open_blank();
        page.go(fragment);
        page
    }

    /// Opens the page of another folder with this fragment, where its service worker may keep it.
    pub fn open_kept(&self, folder: PathBuf, fragment: &str) -> Page {
        let page = self.begin(Server::kept(folder), true);
        page.go(fragment);
        page
    }

    /// Starts browser and server, and opens nothing yet.
    pub fn open_blank(&self) -> Page {
        self.begin(Server::start(path_from_env("POSTAMT_DIST")), true)
    }

    fn begin(&self, server: Server, waits: bool) -> Page {
        let driver = Driver::start(self.engine, self.language, waits);
        let page = Page { watch: Watch::begin(&driver), driver, server, origin: RefCell::default() };
        page.resize(self.width, self.height);
        page.prefer(self.dark, self.reduced_motion);
        page
    }
}

impl Page {
    /// Opens the page at 1280×720, light, in an English browser: see [`Setup`] for others.
    pub fn open(fragment: &str) -> Self {
        Setup::default().open(fragment)
    }

    /// Loads the page anew with this fragment and waits until its prompt is there.
    pub fn go(&self, fragment: &str) {
        let hash = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
        // A new fragment alone would not load anything.
        self.driver.go("about:blank");
        self.driver.go(&format!("{}{hash}", self.server.address()));
        self.wait_for_program();
        self.prompt();
    }

    /// The name of the window that is looked at.
    pub fn window(&self) -> String {
        self.driver.window()
    }

    /// The names of all of the browser's windows.
    pub fn windows(&self) -> Vec<String> {
        self.driver.windows()
    }

    /// Looks at another window.
    pub fn to_window(&self, name: &str) {
        self.driver.to_window(name);
    }

    /// Waits until the program has taken the place of the finished layout, whose elements go then, pane by pane.
    pub fn wait_for_program(&self) {
        wait_for("the program", || {
            let there =
                self.script("return !document.querySelector('script[data-shell], [data-behind]')", &[]);
            there.as_bool().filter(|there| *there)
        });
    }

    /// Loads the page that somebody else serves, from its root, and waits until its program runs.
    pub fn visit(&self, origin: &str, fragment: &str) {
        *self.origin.borrow_mut() = Some(origin.to_owned());
        self.driver.go("about:blank");
        self.driver.go(&format!("{origin}/#{fragment}"));
        self.wait_for_program();
    }

    /// Changes only the fragment, as following a link inside the page does.
    pub fn set_fragment(&self, fragment: &str) {
        self.driver.run("location.hash = arguments[0]", &[json!(fragment)]);
    }

    /// Loads the page again, as F5 does, and waits until its prompt is there.
    pub fn reload(&self) {
        self.driver.reload();
        self.wait_for_program();
        self.prompt();
    }

    /// The address in the address bar.
    pub fn address(&self) -> String {
        self.driver.address()
    }

    /// Gives the window's content this size in CSS pixels.
    pub fn resize(&self, width: u32, height: u32) {
        if self.driver.engine() != Engine::Chromium {
            // The frame's size is the window's own affair.
            return self.driver.set_window(width, height);
        }
        let params = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.devtools("Emulation.setDeviceMetricsOverride", &params);
    }

    /// The system's preferences.
    pub fn prefer(&self, dark: bool, reduced_motion: bool) {
        if self.driver.engine() != Engine::Chromium {
            return;
        }
        let features = json!([
            { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if reduced_motion { "reduce" } else { "no-preference" } },
        ]);
        self.driver.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// Lets the system force its own few colours upon the page.
    pub fn force_colours(&self) {
        let features = json!([{ "name": "forced-colors", "value": "active" }]);
        self.driver.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
    }

    /// The accessibility tree below the element that a selector finds, as Chromium gives it to a screen reader: a line for
    /// each node with its role, its name and its states. What has no meaning of its own is left out.
    pub fn accessibility(&self, css: &str) -> String {
        let root = self.driver.devtools("DOM.getDocument", &json!({ "depth": 0 }));
        let query = json!({ "nodeId": root["root"]["nodeId"], "selector": css });
        let found = self.driver.devtools("DOM.querySelector", &query);
        let node = self.driver.devtools("DOM.describeNode", &json!({ "nodeId": found["nodeId"] }));
        let tree = self.driver.devtools("Accessibility.getFullAXTree", &json!({}));
        tree::below(&tree["nodes"], &node["node"]["backendNodeId"])
    }

    /// Lays the page out as it is printed.
    pub fn on_paper(&self) {
        self.driver.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// The number of pages that printing gives, on the paper that the style sheets choose.
    pub fn printed_pages(&self) -> usize {
        let pdf = self.driver.print();
        let pages = self.script(COUNT_PAGES, &[pdf]);
        usize::try_from(pages.as_u64().expect("a number of pages")).expect("few pages")
    }

    /// Forbids the page every script.
    pub fn forbid_scripts(&self) {
        self.driver.devtools("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Goes to an address and waits for nothing but the browser.
    pub fn go_to(&self, address: &str) {
        self.driver.go("about:blank");
        self.driver.go(address);
    }

    /// Pulls the server's plug, for good.
    pub fn unplug(&self) {
        self.server.stop();
    }

    /// Loads a file of this machine with this fragment, and waits until its program runs.
    pub fn open_file(&self, file: &Path, fragment: &str) {
        self.driver.go("about:blank");
        self.driver.go(&format!("file://{}#{fragment}", file.display()));
        self.wait_for_program();
        self.prompt();
    }

    /// The address of the page on this test's server.
    pub fn home(&self) -> String {
        self.server.address()
    }

    /// The same, where the server lets everybody read the page's files.
    pub fn home_for_all(&self) -> String {
        self.server.address_for_all()
    }

    /// Everything that the browser tells assistive technology about the page, also where no script may run.
    pub fn told(&self) -> String {
        let tree = self.driver.devtools("Accessibility.getFullAXTree", &json!({}));
        let nodes = tree["nodes"].as_array().into_iter().flatten();
        let texts = nodes.filter(|node| node["role"]["value"] == "StaticText");
        texts.filter_map(|node| node["name"]["value"].as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Goes on inside the page's first frame; waits for it.
    #[track_caller]
    pub fn enter_frame(&self) {
        let frame = wait_for("a frame", || self.driver.find_all("iframe").into_iter().next());
        self.driver.enter(&frame);
    }

    // Finding

    /// All elements of a role, those with this name (see [`names::is`]) where one is given.
    pub fn all_by_role(&self, role: &str, name: Option<&str>) -> Vec<Element> {
        let is_it = |element: &Element| {
            self.driver.role(element).as_deref() == Some(role)
                && name.is_none_or(|wanted| {
                    self.driver.label(element).is_some_and(|label| names::is(&label, wanted))
                })
        };
        let css = candidates(role);
        let found = self.driver.find_all(&css);
        // Each of the two questions to the browser is a request; most elements cannot have the name at all.
        // One of them may go meanwhile: whoever waits asks again.
        let possible = name.map(|wanted| self.could_be_named(&found, wanted).unwrap_or_default());
        let possible = |index: usize| possible.as_ref().is_none_or(|possible| possible[index] == true);
        let found = found.into_iter().enumerate().filter(|(index, _)| possible(*index));
        found.map(|(_, element)| element).filter(is_it).collect()
    }

    /// For each element whether it has anything that the name could come from: text, attributes, labels.
    fn could_be_named(&self, elements: &[Element], wanted: &str) -> Option<Value> {
        // WebKit's driver knows no elements inside of lists.
        let mut args: Vec<Value> = elements.iter().map(Element::as_argument).collect();
        args.push(json!(names::spellings(wanted)));
        self.driver.try_script(
            "const elements = [...arguments], names = elements.pop();
             const has = text => names.some(name => (text ?? '').replace(/\\s+/g, ' ').includes(name));
             return elements.map(element => has(element.textContent) || element.labels?.length > 0
                 || element.hasAttribute('aria-labelledby')
                 || ['aria-label', 'title', 'alt', 'placeholder', 'value'].some(name => has(element.getAttribute(name))))",
            &args,
        )
    }

    /// The first element of a role and name; waits for it.
    #[track_caller]
    pub fn by_role(&self, role: &str, name: &str) -> Element {
        wait_for(&format!("a {role} named \"{name}\""), || {
            self.all_by_role(role, Some(name)).into_iter().next()
        })
    }

    /// The field for commands; waits for it.
    #[track_caller]
    pub fn prompt(&self) -> Element {
        self.by_role("textbox", "Command")
    }

    /// The accessible name of an element.
    pub fn label(&self, element: &Element) -> String {
        self.driver.label(element).unwrap_or_default()
    }

    /// An attribute of an element.
    pub fn attribute(&self, element: &Element, name: &str) -> Option<String> {
        let value = self
            .script("return arguments[0].getAttribute(arguments[1])", &[element.as_argument(), json!(name)]);
        value.as_str().map(str::to_owned)
    }

    /// The text of an element as it is shown.
    pub fn text(&self, element: &Element) -> String {
        text(&self.script("return arguments[0].innerText", &[element.as_argument()]))
    }

    /// A field's value.
    pub fn value(&self, element: &Element) -> String {
        text(&self.script("return arguments[0].value", &[element.as_argument()]))
    }

    /// Whether an element has the focus.
    pub fn has_focus(&self, element: &Element) -> bool {
        self.script("return document.activeElement === arguments[0]", &[element.as_argument()]) == true
    }

    /// Like `script`, for a function whose argument is to be called with the answer.
    pub fn script_later(&self, script: &str) -> Value {
        self.driver.run_async(script, &[])
    }

    /// Runs the body of a function inside the page, for what the other questions here do not ask.
    pub fn script(&self, script: &str, args: &[Value]) -> Value {
        self.driver.run(script, args)
    }

    // Doing

    /// Types a line in place of what stands in the prompt, sends it, and waits until the transcript has grown.
    #[track_caller]
    pub fn send_line(&self, line: &str) {
        let before = self.lines().len();
        self.enter(line);
        wait_for(&format!("\"{line}\" to appear in the transcript"), || {
            (self.lines().len() > before).then_some(())
        });
    }

    /// Types in place of what stands in the prompt, and sends nothing.
    #[track_caller]
    pub fn type_in_prompt(&self, text: &str) {
        let prompt = self.prompt();
        self.driver.type_into(&prompt, &format!("{}{}{text}", keys::SELECT_ALL, keys::BACKSPACE));
    }

    /// Types into an element on top of what stands there; [`keys`] has the special keys.
    pub fn type_into(&self, element: &Element, text: &str) {
        self.driver.type_into(element, text);
    }

    /// Presses one key wherever the focus is.
    pub fn press(&self, key: &str) {
        self.driver.press(key);
    }

    /// Presses keys together, the first one first.
    pub fn press_together(&self, keys: &[&str]) {
        self.driver.press(&keys.concat());
    }

    /// Types a line in place of what stands in the prompt, presses Enter, and waits for nothing.
    #[track_caller]
    pub fn enter(&self, line: &str) {
        self.type_in_prompt(line);
        self.driver.type_into(&self.prompt(), keys::ENTER);
    }

    /// Takes the focus away from the prompt, so that single keys reach the page.
    pub fn blur(&self) {
        self.script("document.activeElement?.blur()", &[]);
    }

    /// Clicks what is there to be clicked on.
    pub fn click(&self, element: &Element) {
        self.driver.click(element);
    }

    /// Clicks a button by its English name, whatever language the page is in.
    #[track_caller]
    pub fn click_button(&self, name: &str) {
        self.click_by_role("button", name);
    }

    /// Chooses a protocol, `POP3` or `IMAP4`.
    #[track_caller]
    pub fn choose_protocol(&self, name: &str) {
        self.click_by_role("tab", name);
    }

    /// Clicks the first element of a role and name; waits until it is there to be clicked on. The page may put another
    /// element in its place between the two.
    #[track_caller]
    fn click_by_role(&self, role: &str, name: &str) {
        wait_for(&format!("a {role} named \"{name}\" that can be clicked on"), || {
            let element = self.all_by_role(role, Some(name)).into_iter().next()?;
            self.driver.try_click(&element).ok()
        });
    }

    /// Chooses IMAP's greeting: `OK`, `PREAUTH` or `BYE`. The choice may be a list or radio buttons.
    #[track_caller]
    pub fn choose_greeting(&self, greeting: &str) {
        let chosen = wait_for("the choice of a greeting", || {
            let radio = self.all_by_role("radio", Some(greeting)).into_iter().next();
            let list = || self.all_by_role("combobox", Some("Greeting")).into_iter().next();
            radio.map(|element| (element, true)).or_else(|| list().map(|element| (element, false)))
        });
        match chosen {
            (radio, true) => self.click(&radio),
            (list, false) => self.driver.type_into(&list, greeting),
        }
    }

    // Reading

    /// The transcript, oldest line first.
    pub fn lines(&self) -> Vec<Line> {
        let lines = self.script(
            "return [...document.querySelectorAll('[role=log] [data-from]')].map(line => ({
                from: line.dataset.from,
                outcome: (line.closest('[data-outcome]') ?? line.querySelector('[data-outcome]'))?.dataset.outcome ?? null,
                text: line.innerText,
            }))",
            &[],
        );
        let line = |value: &Value| Line {
            from: text(&value["from"]),
            outcome: value["outcome"].as_str().map(str::to_owned),
            text: text(&value["text"]),
        };
        lines.as_array().into_iter().flatten().map(line).collect()
    }

    /// The last of the server's lines that is a reply.
    #[track_caller]
    pub fn last_reply(&self) -> Line {
        wait_for("a reply of the server", || {
            self.lines().into_iter().rev().find(|line| line.from == "server" && line.outcome.is_some())
        })
    }

    /// The state that the diagram marks as current, by its RFC's name.
    #[track_caller]
    pub fn current_state(&self) -> String {
        wait_for("a current state in the diagram", || {
            self.first_attribute("[data-protocol] [data-state][aria-current=step]", "data-state")
        })
    }

    /// Waits until the diagram marks this state as current.
    #[track_caller]
    pub fn wait_for_state(&self, state: &str) {
        wait_for(&format!("state {state}"), || (self.current_state() == state).then_some(()));
    }

    /// The edge that was taken last.
    pub fn fired_edge(&self) -> Option<String> {
        self.first_attribute("[data-protocol] [data-edge][data-fired]", "data-edge")
    }

    /// The edge that is drawn as blocked.
    pub fn refused_edge(&self) -> Option<String> {
        self.first_attribute("[data-protocol] [data-edge][data-refused]", "data-edge")
    }

    /// The protocol of the diagram: `pop3` or `imap`.
    pub fn protocol(&self) -> Option<String> {
        self.first_attribute("[data-protocol]", "data-protocol")
    }

    /// The messages of the mail store as it is shown.
    pub fn rows(&self) -> Vec<Row> {
        let rows = self.script(
            "return [...document.querySelectorAll('[data-uid]')].map(row =>
                ({ uid: row.dataset.uid, seq: row.dataset.seq ?? '', text: row.innerText }))",
            &[],
        );
        let row = |value: &Value| Row {
            uid: text(&value["uid"]),
            seq: text(&value["seq"]),
            text: text(&value["text"]),
        };
        rows.as_array().into_iter().flatten().map(row).collect()
    }

    /// The announcement to those who do not see the diagram.
    pub fn announcement(&self) -> String {
        let status = self.all_by_role("status", None);
        status.iter().map(|element| self.text(element)).collect::<Vec<_>>().join("\n")
    }

    /// The timeline: where it stands and how far it goes.
    #[track_caller]
    pub fn timeline(&self) -> (u32, u32) {
        let slider = self.by_role("slider", "Step");
        let numbers = self.script(
            "const slider = arguments[0];
             return [slider.getAttribute('aria-valuenow') ?? slider.value, slider.getAttribute('aria-valuemax') ?? slider.max]",
            &[slider.as_argument()],
        );
        let number = |index: usize| text(&numbers[index]).parse().expect("a slider's values are numbers");
        (number(0), number(1))
    }

    /// The language of the document.
    pub fn language(&self) -> String {
        text(&self.script("return document.documentElement.lang", &[]))
    }

    /// Whether the page as a whole can be scrolled, downwards or sideways.
    pub fn scrolls(&self) -> bool {
        self.script(
            "const page = document.scrollingElement;
             return page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth",
            &[],
        ) == true
    }

    // Watching

    /// Errors on the console, uncaught errors and violations of the Content-Security-Policy since the start.
    pub fn console_errors(&self) -> Vec<String> {
        self.watch.console_errors(&self.driver)
    }

    /// The addresses of all requests since the start.
    pub fn requests(&self) -> Vec<String> {
        self.watch.requests(&self.driver)
    }

    /// Requests that left the page's own origin.
    pub fn foreign_requests(&self) -> Vec<String> {
        let other = self.origin.borrow().clone();
        let origin = format!("{}/", other.unwrap_or_else(|| self.server.origin()));
        // RFC 6455 §3: a WebSocket's scheme is `ws` where a page's is `http`.
        let stream = origin.replacen("http", "ws", 1);
        let own = |url: &String| url.starts_with(&origin) || url.starts_with(&stream);
        self.requests().into_iter().filter(|url| !own(url)).collect()
    }

    /// Violations of accessibility on the page as it stands, after its motion has ended.
    pub fn axe(&self) -> Vec<Violation> {
        self.settle();
        watch::axe(&self.driver, None)
    }

    /// Violations of one rule of axe-core, which may be one that it does not check by itself.
    pub fn axe_rule(&self, rule: &str) -> Vec<Violation> {
        self.settle();
        watch::axe(&self.driver, Some(rule))
    }

    /// Waits until everything that moves has arrived.
    #[track_caller]
    pub fn settle(&self) {
        self.driver.wait_until_drawn();
        let still = "return document.getAnimations().every(animation =>
            animation.playState !== 'running' || animation.effect?.getComputedTiming().endTime === Infinity)";
        wait_for("the page's motion to end", || (self.script(still, &[]) == true).then_some(()));
    }

    /// No error on the console, no request to elsewhere, nothing that the policy forbade.
    #[track_caller]
    pub fn assert_clean(&self) {
        assert_eq!(self.console_errors(), Vec::<String>::new(), "errors on the console");
        assert_eq!(self.foreign_requests(), Vec::<String>::new(), "requests to elsewhere");
    }

    /// No rule of accessibility broken.
    #[track_caller]
    pub fn assert_accessible(&self) {
        assert_eq!(self.axe(), Vec::new(), "rules of accessibility broken");
    }

    /// Writes a picture of the page, as PNG.
    pub fn screenshot(&self, file: &Path) {
        std::fs::write(file, self.driver.screenshot()).expect("the picture's folder can be written to");
    }

    fn first_attribute(&self, css: &str, name: &str) -> Option<String> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) ?? null";
        self.script(script, &[json!(css), json!(name)]).as_str().map(str::to_owned)
    }
}

impl Drop for Page {
    /// A failing test leaves a picture, and says what the browser complained about.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/browser"));
        let name = std::thread::current().name().unwrap_or("page").replace("::", "-");
        // Drop must not panic a second time, so this goes around the helpers that do.
        if std::fs::create_dir_all(&folder).is_ok() {
            let file = folder.join(format!("{name}.png"));
            let told = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                self.screenshot(&file);
                (self.address(), self.console_errors(), self.requests())
            }));
            if let Ok((address, errors, requests)) = told {
                eprintln!("How the page at {address} looked: {}", file.display());
                eprintln!("Its errors: {errors:#?}\nIts requests: {requests:#?}");
            }
        }
    }
}

/// Elements that can have a role, by markup; the browser's word decides afterwards.
fn candidates(role: &str) -> String {
    let markup = match role {
        "textbox" => "input, textarea",
        "button" => "button, summary",
        "table" => "table",
        "slider" => "input[type=range]",
        "status" => "output",
        "radio" => "input[type=radio]",
        "checkbox" => "input[type=checkbox]",
        "combobox" => "select, input",
        "link" => "a[href]",
        "group" => "fieldset, details, optgroup",
        "dialog" => "dialog",
        "region" => "section",
        "heading" => "h1, h2, h3, h4, h5, h6",
        _ => return format!("[role~={role}]"),
    };
    format!("{markup}, [role~={role}]")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
