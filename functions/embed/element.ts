// Makes elements of the page, without markup and without style: any content security policy allows that.

type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if ((value ?? false) !== false) made.setAttribute(name, `${value}`);
  }
  made.append(...content);
  return made;
}

/** The language in which a part of the page is written, as the page says it. */
export function languageOf(part: Element): string {
  return part.closest('[lang]')?.getAttribute('lang') ?? '';
}
