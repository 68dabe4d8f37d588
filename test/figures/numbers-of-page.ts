// The numbers that a page of the owner's shows: each with the link that it stands in, if it stands in one.

export type Shown = {
  readonly text: string;
  /** Of the link to leads around it. */
  readonly href: string | undefined;
  /** The elements around it, from the outermost, as `tag.class`. */
  readonly within: readonly string[];
};

const VOID = new Set(['meta', 'link', 'input', 'br']);

/** The texts with a digit in them, of the main part. */
export function numbersOf(page: string): readonly Shown[] {
  const main = /<main[^>]*>([\s\S]*)<\/main>/.exec(page)?.[1] ?? '';
  const open: { readonly name: string; readonly href: string | undefined }[] = [];
  const shown: Shown[] = [];
  for (const [token] of main.matchAll(/<[^>]*>|[^<]+/g)) {
    if (token.startsWith('</')) open.pop();
    else if (token.startsWith('<')) {
      const tag = /^<([\w-]+)/.exec(token)?.[1] ?? '';
      if (VOID.has(tag) || token.endsWith('/>')) continue;
      const name = [tag, ...(attribute(token, 'class')?.split(' ') ?? [])].join('.');
      open.push({ name, href: name === 'a.figure' ? attribute(token, 'href') : undefined });
    } else if (/\d/.test(plain(token))) {
      const href = open.findLast((one) => one.href !== undefined)?.href;
      shown.push({ text: plain(token).trim(), href, within: open.map(({ name }) => name) });
    }
  }
  if (open.length > 0) throw new Error(`the page leaves ${open.map(({ name }) => name).join()} open`);
  return shown;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

function plain(markup: string): string {
  return markup
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&amp;', '&');
}

/** The figure in a text: its last number, as the names before it may hold others. */
export function figureIn(text: string): number {
  const digits = text.replace(/(\d)[.,\u00a0\u202f](?=\d{3})/g, '$1').match(/\d+/g);
  return Number(digits?.at(-1));
}
