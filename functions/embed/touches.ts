// How a visitor came: read from an address and a referrer, kept as the first and the last of its kind, told by forms.

export type Arrival = {
  /** Ms since the epoch. */
  readonly at: number;
  /** The address on which it came, without its query: that may hold anything. */
  readonly page: string;
  /** The address from which it came, likewise; empty where that is the same site, or not known. */
  readonly referrer: string;
  /** utm parameters, click ids and the share link's token of the address, names in small letters. */
  readonly tags: Readonly<Record<string, string>>;
};

export type Arrivals = { readonly first?: Arrival | undefined; readonly last?: Arrival | undefined };

/** After so long an arrival explains nothing: reports look back as far. */
const LOOK_BACK_MS = 90 * 86_400_000;
const MAX_VALUE = 500;
/** utm parameters, share links, and the click ids of the domain, which a test compares: short, for the script is to be small. */
const TAG =
  /^(?:utm_[a-z_]{1,20}|imbuto_ref|\w{0,4}cl(?:k|ick)?id|[gw]braid|gad_source|li_fat_id|epik|rdt_cid|sccid|bd_vid|tblci|dicbo|awc|cjevent|tduid|admitad_uid|igsh(?:id)?)$/;

/** Undefined for a visit of which nothing says where it came from. */
export function readArrival(url: string, referrer: string, at: number): Arrival | undefined {
  const page = new URL(url);
  const tags = readTags(page);
  const from = outside(page, referrer);
  if (!from && Object.keys(tags).length === 0) return undefined;
  return { at, page: withoutQuery(page), referrer: from, tags };
}

function withoutQuery({ origin, pathname }: URL): string {
  return origin + pathname;
}

export function withArrival({ first, last }: Arrivals, arrival?: Arrival): Arrivals {
  return { first: first ?? arrival, last: arrival ?? last };
}

/** What a form says of the visit. The page is that on which the visitor came, as reports by landing page want it. */
export function fieldsOfArrival(
  last: Arrival | undefined,
  url: string,
  now: number,
): Readonly<Record<string, string>> {
  if (last && now - last.at < LOOK_BACK_MS)
    return { _page: last.page, _referrer: last.referrer, ...last.tags };
  return { _page: withoutQuery(new URL(url)) };
}

/** Of the query, and of what stands behind the `#`, as a query or as a path with one. */
function readTags({ search, hash }: URL): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (const query of [search, hash.replace(/^#([^?]*\?)?/, '')]) {
    new URLSearchParams(query).forEach((value, key) => {
      const name = key.toLowerCase();
      if (TAG.test(name) && value && !tags[name]) tags[name] = value.slice(0, MAX_VALUE);
    });
  }
  return tags;
}

/** Nothing for a step within the site. */
function outside(page: URL, referrer: string): string {
  if (!referrer) return '';
  const from = new URL(referrer);
  if (siteOf(from) === siteOf(page)) return '';
  return (from.origin === 'null' ? referrer : withoutQuery(from)).slice(0, MAX_VALUE);
}

/** The registered domain, nearly: two labels, three where the second is as short as in `co.uk`. The API knows better. */
function siteOf({ hostname }: URL): string {
  return /[^.]+\.(?:[^.]{1,3}\.[a-z]{2}|[a-z]{2,})$/.exec(hostname)?.[0] ?? hostname;
}
