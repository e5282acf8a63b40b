//! The browser's own observations of the page: console, network, Content-Security-Policy, accessibility.

use crate::driver::Driver;
use crate::engine::Engine;
use crate::path_from_env;
use serde_json::{Value, json};
use std::cell::RefCell;

/// Runs before the page's own scripts and writes down what would go by unseen.
const WITNESS: &str = "
    window.postamtWitness = [];
    addEventListener('securitypolicyviolation', event =>
        window.postamtWitness.push(`policy: ${event.violatedDirective} forbids ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`));
    addEventListener('error', event => window.postamtWitness.push(`error: ${event.message}`));
    addEventListener('unhandledrejection', event => window.postamtWitness.push(`rejection: ${event.reason}`));
";

/// One rule of accessibility that the page breaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Violation {
    /// axe-core's name of the rule.
    pub rule: String,
    /// The remedy in axe-core's words, and the place.
    pub help: String,
}

/// Collects the browser's logs, each entry once.
#[derive(Default)]
pub(crate) struct Watch {
    console: RefCell<Vec<String>>,
    requests: RefCell<Vec<String>>,
}

impl Watch {
    /// Begins before the first page is loaded.
    pub(crate) fn begin(driver: &Driver) -> Self {
        if driver.engine() != Engine::Chromium {
            return Self::default();
        }
        driver.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WITNESS }));
        Self::default()
    }

    /// Errors on the console, uncaught errors and violations of the policy, all since the beginning.
    pub(crate) fn console_errors(&self, driver: &Driver) -> Vec<String> {
        let mut console = self.console.borrow_mut();
        let entries = driver.log("browser");
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        console.extend(severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()));
        let seen = driver.run("return (window.postamtWitness || []).splice(0)", &[]);
        console.extend(seen.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned));
        console.clone()
    }

    /// The addresses of all requests since the beginning, but for those that no network sees: `data:` and
    /// `blob:` stay in the page, and `chrome:` is the browser's own first tab.
    pub(crate) fn requests(&self, driver: &Driver) -> Vec<String> {
        let mut requests = self.requests.borrow_mut();
        for entry in driver.log("performance") {
            let text = entry["message"].as_str().unwrap_or_default();
            let Ok(entry) = serde_json::from_str::<Value>(text) else { continue };
            let message = &entry["message"];
            let address = match message["method"].as_str() {
                Some("Network.requestWillBeSent") => &message["params"]["request"]["url"],
                Some("Network.webSocketCreated") => &message["params"]["url"],
                _ => continue,
            };
            let address = address.as_str().unwrap_or_default();
            let stays_here =
                ["data:", "blob:", "chrome:", "about:"].iter().any(|scheme| address.starts_with(scheme));
            if !stays_here {
                requests.push(address.to_owned());
            }
        }
        requests.clone()
    }
}

/// All rules of accessibility that the page as it stands breaks; or the places where it breaks the one named.
pub(crate) fn axe(driver: &Driver, rule: Option<&str>) -> Vec<Violation> {
    let source =
        std::fs::read_to_string(path_from_env("POSTAMT_AXE")).expect("POSTAMT_AXE names axe-core's file");
    driver.run(&source, &[]);
    let answer = driver.run_async(
        "const done = arguments[arguments.length - 1];
         const rule = arguments[0];
         axe.run(document, rule ? { runOnly: { type: 'rule', values: [rule] } } : {}).then(
             result => done(result.violations.map(({ id, help, nodes }) =>
                 ({ rule: id, help: help + ': ' + nodes.map(node => node.target.join(' ') + ' ' + (node.any[0]?.message ?? '')).join('; ') }))),
             error => done([{ rule: 'axe-core itself', help: String(error) }]));",
        &[json!(rule)],
    );
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let violations = answer.as_array().expect("the script answers with a list").iter();
    violations.map(|entry| Violation { rule: text(&entry["rule"]), help: text(&entry["help"]) }).collect()
}
