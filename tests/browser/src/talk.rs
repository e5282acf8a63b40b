//! Actions of the tests besides finding and clicking: talk with the server, paste, meddle with the
//! browser before the page is loaded.

use crate::page::{Line, Page, Row, keys};
use crate::{wait_for, wait_for_value};
use serde_json::{Value, json};

impl Page {
    /// Sends a line by the keyboard and gives what the server answered: its lines after the client's last.
    #[track_caller]
    pub fn ask(&self, line: &str) -> Vec<Line> {
        self.after_change(&format!("\"{line}\" to change the timeline"), || self.enter(line));
        wait_for(&format!("an answer to \"{line}\""), || {
            Some(self.answer()).filter(|answer| !answer.is_empty())
        })
    }

    /// The server's lines after the client's last.
    pub fn answer(&self) -> Vec<Line> {
        let lines = self.lines();
        let from = lines.iter().rposition(|line| line.from == "client").map_or(0, |at| at + 1);
        lines[from..].to_vec()
    }

    /// The client's last line.
    #[track_caller]
    pub fn last_sent(&self) -> String {
        self.sent().expect("the client has sent something")
    }

    /// Waits until the client's last line is this one, also while the page is only being loaded and shows none.
    #[track_caller]
    pub fn wait_for_sent(&self, line: &str) {
        wait_for_value("the line sent last", Some(line.to_owned()), || self.sent());
    }

    /// The client's last line, if it has sent one.
    fn sent(&self) -> Option<String> {
        self.lines().into_iter().rev().find(|line| line.from == "client").map(|line| line.text)
    }

    /// Does something and waits until the timeline has changed, as it does with anything that the simulation does. The
    /// transcript would be no sign: after a jump, lines may appear that were there before.
    #[track_caller]
    pub fn after_change(&self, what: &str, act: impl FnOnce()) {
        let place = || {
            self.script(
                "const { value, max } = document.querySelector('input[type=range]'); return [value, max]",
                &[],
            )
        };
        let before = place();
        act();
        wait_for(what, || (place() != before).then_some(()));
    }

    /// Waits until this edge is the one that was taken last.
    #[track_caller]
    pub fn wait_for_fired(&self, edge: &str) {
        wait_for_value("the edge taken last", Some(edge.to_owned()), || self.fired_edge());
    }

    /// Waits until the diagram is that of a protocol, `pop3` or `imap`.
    #[track_caller]
    pub fn wait_for_protocol(&self, protocol: &str) {
        wait_for_value("the diagram's protocol", Some(protocol.to_owned()), || self.protocol());
    }

    /// Waits until this stands in the prompt.
    #[track_caller]
    pub fn wait_for_prompt(&self, text: &str) {
        wait_for_value("the prompt's text", text, || self.value(&self.prompt()));
    }

    /// Waits until the prompt has the focus.
    #[track_caller]
    pub fn wait_for_focus(&self) {
        wait_for("the focus in the prompt", || self.has_focus(&self.prompt()).then_some(()));
    }

    /// Waits until the page's work is saved: what the client sent last, and the place in the timeline.
    #[track_caller]
    pub fn wait_until_saved(&self) {
        let saved = "const work = localStorage.getItem('postamt.work') ?? '';
            const slider = document.querySelector('input[type=range]');
            try { return work.includes(JSON.stringify(arguments[0]).slice(1, -1))
                && JSON.parse(work).cursor == slider.value } catch { return false }";
        let sent = self.last_sent();
        wait_for("the work to be saved", || (self.script(saved, &[json!(sent)]) == true).then_some(()));
    }

    /// Puts text into the field that has the focus, as an input method does: any characters, and no key is
    /// pressed.
    pub fn insert_text(&self, text: &str) {
        self.driver.input("insertText", &json!({ "text": text }));
    }

    /// Replaces what stands in the field that has the focus and presses Enter, quickly and without looking for
    /// the field. An empty text leaves what stands there.
    pub fn send_blindly(&self, text: &str) {
        let select_all = json!({ "type": "rawKeyDown", "key": "a", "code": "KeyA", "modifiers": 2,
            "commands": ["selectAll"], "windowsVirtualKeyCode": 65 });
        self.driver.input("dispatchKeyEvent", &select_all);
        self.insert_text(text);
        self.press(keys::ENTER);
    }

    /// Puts the text on the clipboard and pastes it into the prompt.
    pub fn paste(&self, text: &str) {
        let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
        self.driver.devtools("Browser.grantPermissions", &permissions);
        let written = self.driver.run_async(
            "const [text, done] = arguments;
             navigator.clipboard.writeText(text).then(() => done(null), error => done(String(error)))",
            &[json!(text)],
        );
        assert_eq!(written, Value::Null, "the clipboard takes text");
        self.focus(&self.prompt());
        let key = |kind: &str| {
            json!({ "type": kind, "key": "v", "code": "KeyV", "modifiers": 2, "commands": ["paste"],
                    "windowsVirtualKeyCode": 86 })
        };
        self.driver.input("dispatchKeyEvent", &key("rawKeyDown"));
        self.driver.input("dispatchKeyEvent", &key("keyUp"));
    }

    /// Clicks twice at the middle of an element, as quickly as for a double click; whatever is there by then gets the
    /// second one.
    pub fn double_click(&self, element: &crate::Element) {
        let place = self.script(
            "const { left, top, width, height } = arguments[0].getBoundingClientRect();
             return [left + width / 2, top + height / 2]",
            &[element.as_argument()],
        );
        for count in [1, 2] {
            for kind in ["mousePressed", "mouseReleased"] {
                let event = json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": count });
                self.driver.input("dispatchMouseEvent", &event);
            }
        }
    }

    /// Chooses a value of the list with this `data-choice`; waits until it has that value.
    #[track_caller]
    pub fn choose(&self, list: &str, value: &str) {
        let script = "const list = document.querySelector(`[data-choice=${arguments[0]}]`);
            if (![...list?.options ?? []].some(option => option.value === arguments[1])) return false;
            list.value = arguments[1];
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return list.value === arguments[1]";
        wait_for(&format!("{list} to be {value}"), || {
            (self.script(script, &[json!(list), json!(value)]) == true).then_some(())
        });
    }

    /// Gives an element the focus.
    pub fn focus(&self, element: &crate::Element) {
        self.script("arguments[0].focus()", &[element.as_argument()]);
    }

    /// Loads the page with nothing remembered of what was done before.
    pub fn go_fresh(&self, fragment: &str) {
        // A page that is left saves its work, on a busy machine not before the next one has begun.
        self.script("Storage.prototype.setItem = () => {}", &[]);
        let once = self.before_load("localStorage.clear(); sessionStorage.clear();");
        self.go(fragment);
        self.forget(&once);
    }

    /// Runs a script before the page's own whenever it is loaded, until `forget`.
    pub fn before_load(&self, source: &str) -> String {
        // The browser's own first tab has no storage to clear; a mistake there is none of the page's.
        let source = format!("try {{ {source} }} catch {{}}");
        let answer =
            self.driver.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": source }));
        answer["identifier"].as_str().expect("a script has an identifier").to_owned()
    }

    /// Takes back what `before_load` began.
    pub fn forget(&self, script: &str) {
        let params = json!({ "identifier": script });
        self.driver.devtools("Page.removeScriptToEvaluateOnNewDocument", &params);
    }

    /// Goes back in the browser's history.
    pub fn back(&self) {
        self.script("history.back()", &[]);
    }

    /// Whether a tab is the selected one.
    #[track_caller]
    pub fn is_chosen(&self, tab: &str) -> bool {
        self.attribute(&self.by_role("tab", tab), "aria-selected").as_deref() == Some("true")
    }

    /// Waits until what is announced contains this.
    #[track_caller]
    pub fn wait_for_announcement(&self, part: &str) {
        wait_for(&format!("\"{part}\" to be announced"), || self.announcement().contains(part).then_some(()));
    }

    /// Waits until the page's text contains this, wherever it stands.
    #[track_caller]
    pub fn wait_for_text(&self, part: &str) {
        wait_for(&format!("the page to say \"{part}\""), || self.says(part).then_some(()));
    }

    /// Whether the page's text contains this.
    pub fn says(&self, part: &str) -> bool {
        self.script("return document.body.innerText.includes(arguments[0])", &[json!(part)]) == true
    }

    /// The messages that the mailbox holds: those with a sequence number or shown without one, but not those
    /// that are shown once more because they have just been removed.
    pub fn row(&self, uid: u32) -> Option<Row> {
        self.rows().into_iter().find(|row| row.uid == uid.to_string())
    }

    /// UIDs of the rows with a sequence number, in order.
    pub fn numbered(&self) -> Vec<(String, String)> {
        self.rows().into_iter().filter(|row| !row.seq.is_empty()).map(|row| (row.seq, row.uid)).collect()
    }

    /// Takes the focus out of the prompt by its own key.
    pub fn leave_prompt(&self) {
        self.focus(&self.prompt());
        self.press(keys::ESCAPE);
        self.blur();
    }
}
