// Where something came from, as Data quality tells it: a key and the client that used it, or a form. Nobody can make up sources: keys and
// forms are those of the configuration, clients a fixed list; names of fields are bounded.
import { formName } from '../config/door.ts';

/** `secret`, `key:0f8b6c1e` or `form:ebook`; after a blank behind a key the client, behind a form the field. */
export type Source = string;

export type SourceParts = {
  /** `secret`, or the beginning of a public key. */
  readonly key: string | null;
  readonly client: string | null;
  readonly form: string | null;
  /** Of the form, by the name under which it was sent. */
  readonly field: string | null;
};

export const SECRET = 'secret';
const PUBLIC = 'public';
const OTHER_CLIENT = 'other';

/** By what they call themselves, in small letters without `@segment/`. */
const CLIENTS: ReadonlyMap<string, string> = new Map(
  `analytics.js, analytics-next, analytics-node, analytics-python, analytics-php, analytics-ruby, analytics-go, analytics-java,
  analytics-kotlin, analytics-android, analytics-ios, analytics-swift, analytics.net, analytics-csharp, analytics-rust,
  analytics-react-native, analytics-flutter, rudderlabs javascript sdk, rudder-sdk-node, rudder-sdk-python, rudder-sdk-php,
  rudder-sdk-ruby, rudder-sdk-go, rudder-analytics-python, imbuto-import`
    .split(/,\s+/)
    .map((name): [string, string] => [name, name.replace('rudderlabs javascript sdk', 'rudder-sdk-js')]),
);

/** Nothing longer is looked at. */
const LONGEST_NAME = 60;

/** @param library what a client says of itself; another one than those that are known is `other` */
export function keySource(key: string, library: unknown): Source {
  if (typeof library !== 'string' || library === '') return key;
  const name = library
    .slice(0, LONGEST_NAME)
    .toLowerCase()
    .replace(/^@segment\//, '');
  return `${key} ${CLIENTS.get(name) ?? OTHER_CLIENT}`;
}

/** Of an event that has no flags: what its other parts tell. */
export function sourceOf({ trusted, kind, name }: { trusted: boolean; kind: string; name: string }): Source {
  if (trusted) return SECRET;
  return kind === 'form' ? formName(name) : PUBLIC;
}

const FORM = formName('');
const KEY = 'key:';

export function partsOf(source: Source): SourceParts {
  const [name = '', detail = null] = source.split(/ (.*)/s, 2);
  if (name.startsWith(FORM)) return { key: null, client: null, form: name.slice(FORM.length), field: detail };
  return {
    key: name.startsWith(KEY) ? name.slice(KEY.length) : name,
    client: detail,
    form: null,
    field: null,
  };
}
