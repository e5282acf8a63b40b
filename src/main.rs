//! The page: mounts the app, nothing else.

fn main() {
    postamt::ui::mount();
}
