//! WebDriver, as far as the tests need it: <https://www.w3.org/TR/webdriver2/>, and Chromium's additions below
//! `goog/` and `se/`.

use crate::engine::{Engine, Program};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// The key under which WebDriver hands over an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A reference to an element of the page as it was when found.
#[derive(Clone, Debug, PartialEq)]
pub struct Element(Value);

impl Element {
    fn from(value: &Value) -> Option<Self> {
        value.get(ELEMENT).is_some().then(|| Self(value.clone()))
    }

    /// To hand over to a script.
    pub fn as_argument(&self) -> Value {
        self.0.clone()
    }

    fn id(&self) -> &str {
        self.0[ELEMENT].as_str().expect("WebDriver's element ids are strings")
    }
}

/// A driver of our own with one browser; both end when this is dropped.
pub(crate) struct Driver {
    program: Program,
    engine: Engine,
    agent: ureq::Agent,
    session: String,
    profile: PathBuf,
}

impl Driver {
    /// Starts both; the browser prefers the given language, such as `de-DE`, where it can be told.
    /// Commands wait until a document is complete, unless it is known that it never will be.
    pub(crate) fn start(engine: Engine, language: &str, waits: bool) -> Self {
        let program = Program::start(engine);
        let port = program.port;
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build();
        let profile = std::env::temp_dir().join(format!("postamt-browser-{}-{port}", std::process::id()));
        let mut driver = Self {
            program,
            engine,
            agent: config.new_agent(),
            session: format!("http://127.0.0.1:{port}/session"),
            profile,
        };
        let mut wanted = engine.capabilities(language, &driver.profile);
        wanted["pageLoadStrategy"] = json!(if waits { "normal" } else { "none" });
        let answer = driver.post("", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        let id = answer["sessionId"].as_str().expect("a new session has an id").to_owned();
        driver.session = format!("{}/{id}", driver.session);
        driver
    }

    /// The engine of its browser.
    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// Gives the window this size, frame included.
    pub(crate) fn set_window(&self, width: u32, height: u32) {
        self.post("/window/rect", &json!({ "x": 0, "y": 0, "width": width, "height": height }));
    }

    pub(crate) fn go(&self, address: &str) {
        self.post("/url", &json!({ "url": address }));
    }

    pub(crate) fn reload(&self) {
        self.post("/refresh", &json!({}));
    }

    pub(crate) fn address(&self) -> String {
        self.get("/url").as_str().unwrap_or_default().to_owned()
    }

    /// Runs the body of a function inside the page and gives what it returns.
    pub(crate) fn run(&self, script: &str, args: &[Value]) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Like `run`, for a function whose last argument is to be called with the answer.
    pub(crate) fn run_async(&self, script: &str, args: &[Value]) -> Value {
        self.post("/execute/async", &json!({ "script": script, "args": args }))
    }

    /// All elements that a CSS selector names, in the page's order.
    pub(crate) fn find_all(&self, css: &str) -> Vec<Element> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": css }));
        found.as_array().into_iter().flatten().filter_map(Element::from).collect()
    }

    /// The role that assistive technology sees, or nothing where the element is gone.
    pub(crate) fn role(&self, element: &Element) -> Option<String> {
        self.ask_element(element, "computedrole")
    }

    /// The accessible name, or nothing where the element is gone.
    pub(crate) fn label(&self, element: &Element) -> Option<String> {
        self.ask_element(element, "computedlabel")
    }

    #[track_caller]
    pub(crate) fn click(&self, element: &Element) {
        self.try_click(element).unwrap_or_else(|error| panic!("WebDriver click: {error}"));
    }

    /// Like `click`; an error where the element is gone or covered.
    pub(crate) fn try_click(&self, element: &Element) -> Result<(), String> {
        self.try_post(&format!("/element/{}/click", element.id()), &json!({}))?;
        self.wait_until_drawn();
        Ok(())
    }

    /// The name of the window that commands go to.
    pub(crate) fn window(&self) -> String {
        self.get("/window").as_str().unwrap_or_default().to_owned()
    }

    /// The names of all windows.
    pub(crate) fn windows(&self) -> Vec<String> {
        let names = self.get("/window/handles");
        names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// Turns to another window.
    pub(crate) fn to_window(&self, name: &str) {
        self.post("/window", &json!({ "handle": name }));
    }

    /// Turns to the document inside a frame.
    pub(crate) fn enter(&self, frame: &Element) {
        self.post("/frame", &json!({ "id": frame.as_argument() }));
    }

    /// Focuses the element and types; control characters are WebDriver's, see `keys`.
    pub(crate) fn type_into(&self, element: &Element, text: &str) {
        self.post(&format!("/element/{}/value", element.id()), &json!({ "text": text }));
        self.wait_until_drawn();
    }

    /// Presses and releases one key wherever the focus is; of several, each is held until the last one is pressed.
    pub(crate) fn press(&self, keys: &str) {
        let event = |kind: &str, key: char| json!({ "type": kind, "value": key });
        let down = keys.chars().map(|key| event("keyDown", key));
        let actions: Vec<Value> = down.chain(keys.chars().rev().map(|key| event("keyUp", key))).collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
        self.wait_until_drawn();
    }

    /// Waits while some of the page is drawn a frame later than its console, as after a turn.
    pub(crate) fn wait_until_drawn(&self) {
        let is_behind = "return document.querySelector('[data-behind]') !== null";
        crate::wait_for("the whole page to be drawn", || {
            (self.try_script(is_behind, &[]) != Some(json!(true))).then_some(())
        });
    }

    /// The window's content as PNG.
    pub(crate) fn screenshot(&self) -> Vec<u8> {
        use base64::Engine as _;
        let text = self.get("/screenshot");
        let text = text.as_str().expect("a screenshot is text");
        base64::engine::general_purpose::STANDARD.decode(text).expect("a screenshot is base64")
    }

    /// The page as PDF, in base64: A4, or what its style sheets choose.
    pub(crate) fn print(&self) -> Value {
        match self.engine {
            Engine::Chromium => {
                self.devtools("Page.printToPDF", &json!({ "preferCSSPageSize": true }))["data"].clone()
            }
            _ => self.post("/print", &json!({ "page": { "width": 21.0, "height": 29.7 } })),
        }
    }

    /// The entries of a log (`browser` or `performance`) since it was last asked; none in other engines than Chromium.
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        self.post("/se/log", &json!({ "type": kind })).as_array().cloned().unwrap_or_default()
    }

    /// A command of the DevTools protocol.
    pub(crate) fn devtools(&self, command: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// A command of DevTools' domain of keys, text and pointers.
    pub(crate) fn input(&self, command: &str, params: &Value) {
        self.devtools(&format!("Input.{command}"), params);
        self.wait_until_drawn();
    }

    fn ask_element(&self, element: &Element, question: &str) -> Option<String> {
        let answer = self.try_get(&format!("/element/{}/{question}", element.id())).ok()?;
        answer.as_str().map(str::to_owned)
    }

    fn get(&self, path: &str) -> Value {
        self.try_get(path).unwrap_or_else(|error| panic!("WebDriver {path}: {error}"))
    }

    fn try_get(&self, path: &str) -> Result<Value, String> {
        value(self.agent.get(format!("{}{path}", self.session)).call())
    }

    /// Runs a script; nothing where one of its elements is gone.
    pub(crate) fn try_script(&self, script: &str, args: &[Value]) -> Option<Value> {
        self.try_post("/execute/sync", &json!({ "script": script, "args": args })).ok()
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        self.try_post(path, body).unwrap_or_else(|error| panic!("WebDriver {path}: {error}"))
    }

    fn try_post(&self, path: &str, body: &Value) -> Result<Value, String> {
        value(self.agent.post(format!("{}{path}", self.session)).send_json(body))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Best effort: whatever fails here must not hide how the test ended.
        let _ = self.agent.delete(&self.session).call();
        self.program.end();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// An answer's value, or WebDriver's error in words.
fn value(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut answer = answer.map_err(|error| error.to_string())?;
    let good = answer.status().is_success();
    // A picture of a large window exceeds the default limit.
    let body = answer.body_mut().with_config().limit(100_000_000).read_json::<Value>();
    let value = body.map_err(|error| error.to_string())?["value"].take();
    if good { Ok(value) } else { Err(format!("{}: {}", value["error"], value["message"])) }
}
