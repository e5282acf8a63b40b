//! The document that is being printed: in the page, but on paper alone.

use super::rfc_link::rfc_link;
use super::teacher_sheet::sheet;
use crate::app::clients::Clients;
use crate::app::course::Course;
use crate::app::ladder::View;
use crate::app::paper::{Block, Document, Paper, Rows, Run, Spoken, Subject, picture_address};
use crate::engine::step::Party;
use crate::ui::element::el;
use crate::ui::hooks::printing::use_printing;
use crate::ui::prelude::*;

/// The document that is wanted; without one the sheet for teachers that is shown.
#[autoprops]
#[component]
pub(crate) fn PaperView(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    course: &Slice<Course>,
    paper: &Slice<Paper>,
    live: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let player = &timeline.player;
    let shown = course.sheet.clone().map(Subject::Teacher);
    let subject = paper.subject.clone().or(shown);
    let session = View { player, clients, live, lang: texts.0 };
    let document = subject.as_ref().and_then(|it| it.document(session, player.lab().switches()));
    let title = document.as_ref().map(|document| document.title.clone());
    use_printing(paper, subject.is_some(), title, &dispatch);
    match (document, subject) {
        (Some(document), _) => draw(&document),
        (None, Some(Subject::Teacher(lesson))) => {
            html! { <div class="on-paper" data-document="teacher">{ sheet(texts, &lesson) }</div> }
        }
        _ => Html::default(),
    }
}

fn draw(document: &Document) -> Html {
    el("article")
        .classes(&["on-paper"])
        .attr("data-document", document.kind)
        .child(el("h1").child(&document.title))
        .list(document.blocks.iter().map(block))
        .into()
}

fn block(part: &Block) -> Html {
    let part = match part {
        Block::Heading(level, words) => el(if *level == 2 { "h2" } else { "h3" }).list(words.iter().map(run)),
        Block::Text(words) => el("p").list(words.iter().map(run)),
        Block::Octets(lines) => el("div").classes(&["paper-octets"]).list(lines.iter().map(line)),
        Block::Figure(svg, words) => el("figure")
            .child(el("img").attr("src", picture_address(svg)).attr("alt", ""))
            .child(el("figcaption").child(words)),
        Block::Table(head, groups) => {
            let row = |cells: &Vec<Vec<Run>>| {
                el("tr").list(cells.iter().map(|cell| el("td").list(cell.iter().map(run))))
            };
            let group = |group: &Rows| {
                let heading = el("th").attr("colspan", head.len().to_string());
                let heading = heading.attrs(&[("scope", "rowgroup")]).list(group.heading.iter().map(run));
                el("tbody").child(el("tr").child(heading)).list(group.rows.iter().map(row))
            };
            el("table")
                .child(el("thead").child(el("tr").list(head.iter().map(|name| el("th").child(name)))))
                .list(groups.iter().map(group))
        }
        Block::Boxes(boxes) => {
            el("ul").classes(&["paper-boxes"]).list(boxes.iter().map(|(is_ticked, words)| {
                let sign = if *is_ticked { "☒" } else { "☐" };
                el("li").child(el("span").child(sign)).child(el("span").list(words.iter().map(run)))
            }))
        }
        Block::Blank(words, lines) => el("p")
            .classes(&["paper-blank"])
            .child(el("span").list(words.iter().map(run)))
            .list((0..*lines).map(|_| blank())),
        Block::Together(parts) => el("section").list(parts.iter().map(block)),
        Block::PageEnd => el("hr"),
    };
    part.into()
}

/// Words; protocol text keeps its direction whatever is in it.
fn run(run: &Run) -> Html {
    match run {
        Run::Plain(words) => words.into(),
        Run::Strong(words) => el("b").child(words).into(),
        Run::Code(code) => el("code").attrs(&[("lang", "en")]).child(el("bdi").child(code)).into(),
        Run::Rfc(number, section) => rfc_link(*number, section),
    }
}

fn line(line: &Spoken) -> Html {
    let from = match line.from {
        Some(Party::Client) => "client",
        Some(Party::Server) => "server",
        None => "nobody",
    };
    let words: Html = match &line.text {
        Some(text) => el("bdi").attr("dir", "ltr").attr("lang", "").child(text).into(),
        None => blank(),
    };
    el("div").attr("data-from", from).child(el("b").child(line.mark())).child(words).into()
}

/// A line to write on.
fn blank() -> Html {
    el("span").classes(&["paper-line"]).into()
}
