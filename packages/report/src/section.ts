import { html, type Html } from "./html.js";

/** A part of the page that the table of contents leads to. */
export interface Section {
  /** Of its element; the heading has the same with "-title" after it. */
  readonly id: string;
  readonly title: string;
  readonly html: Html;
}

export interface SectionOptions {
  /** In small print beside the title. */
  readonly note?: string;
  /** Of an image gallery: its number on the page, which filters go by. */
  readonly gallery?: number;
}

/** A section with its heading. */
export function section(
  id: string,
  title: string,
  body: Html,
  { note, gallery }: SectionOptions = {},
): Section {
  const attributes = gallery !== undefined && html`class="gallery" data-gallery="${gallery}"`;
  return {
    id,
    title,
    html: html`<section id="${id}" ${attributes} aria-labelledby="${id}-title">
      <h2 id="${id}-title">${title}${note !== undefined && html` <small>${note}</small>`}</h2>
      ${body}
    </section>`,
  };
}

/** The table of contents. */
export function contents(sections: readonly Section[]): Html {
  return html`<nav class="contents" aria-label="Contents">
    <ol>
      ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}
    </ol>
  </nav>`;
}
