// Known sites: which of the listed ones a source (a name as people write it, or a host) stands for.
import { SITES, type SourceCategory } from './channel-sources.ts';
import { beforeAds, inWords, OTHER_NAMES } from './source-names.ts';

/** A site that sends visitors, by the name under which it is reported. */
export type Site = { readonly name: string; readonly category: SourceCategory };

type Entry = Site & { readonly alone: boolean };

type Index = { readonly names: ReadonlyMap<string, Site>; readonly hosts: ReadonlyMap<string, Entry> };

let built: Index | undefined;

/** Built at the first question: it takes a millisecond, which no function should spend while it starts. */
function index(): Index {
  built ??= build();
  return built;
}

function build(): Index {
  const names = new Map<string, Site>();
  const hosts = new Map<string, Entry>();
  for (const category of Object.keys(SITES) as readonly SourceCategory[]) {
    for (const [key, forms] of Object.entries(SITES[category])) {
      const name = key.replaceAll('_', ' ');
      names.set(name, { name, category });
      for (const form of forms.split(' ')) {
        const alone = form.startsWith('=');
        const host = form.replace(/^=/, '').replace(/^\./, `${name}.`);
        if (host.includes('.')) hosts.set(host, { name, category, alone });
        else if (host !== '') names.set(host.replaceAll('_', ' '), { name, category });
      }
    }
  }
  for (const [other, name] of OTHER_NAMES) {
    const site = names.get(name);
    if (site !== undefined) names.set(other, site);
  }
  return { names, hosts };
}

/** `it`, `com`, `co.uk`, `com.br` */
const NATIONAL = /^(?:com|[a-z]{2}|com?\.[a-z]{2})$/;
/** Before a host that counts alone, these change nothing. */
const SAME_HOST = new Set(['', 'm', 'www', 'mobile']);

/** No listed host has more, its `m.` included. */
const MOST_LABELS = 6;

/** The site that a source in small letters stands for, undefined for an unknown one; the most specific host wins. */
export function findSite(source: string): Site | undefined {
  const { names, hosts } = index();
  const named = names.get(source) ?? names.get(inWords(source)) ?? names.get(beforeAds(source) ?? '');
  if (named !== undefined) return named;
  const labels = source.split('.').slice(-MOST_LABELS);
  for (let from = 0; from < labels.length - 1; from++) {
    const before = labels.slice(0, from).join('.');
    const host = labels.slice(from).join('.');
    const entry = hosts.get(host) ?? hosts.get(nationalOf(labels.slice(from)));
    if (entry !== undefined && (!entry.alone || SAME_HOST.has(before))) {
      return { name: entry.name, category: entry.category };
    }
  }
  return undefined;
}

/** `search.yahoo.co.jp` is `search.yahoo.*`; empty for a host that has no such form. */
function nationalOf(labels: readonly string[]): string {
  const head = labels.findIndex((_, at) => at > 0 && NATIONAL.test(labels.slice(at).join('.')));
  return head < 0 ? '' : `${labels.slice(0, head).join('.')}.*`;
}
