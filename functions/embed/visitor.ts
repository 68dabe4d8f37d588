// What is known of a visitor, kept in the browser where that is allowed, and forgotten on demand.
import { type Kept, readKept } from './kept.ts';
import { type Arrival, type Arrivals, withArrival } from './touches.ts';
import { uuid } from './uuid.ts';
import type { Event } from './waiting.ts';

const NAME = 'imbuto';

export type VisitorOptions = {
  /** The browser says that its user wants no tracking: Global Privacy Control, Do Not Track. */
  readonly refused: boolean;
  /** Nothing is kept before the visitor has said yes. */
  readonly asks: boolean;
  /** The id also goes into a cookie, of this domain unless it is empty. */
  readonly cookie: string | undefined;
};

export type Visitor = {
  /** Whether anything may be kept and sent; undefined: the visitor may still say yes. */
  leave(): boolean | undefined;
  consent(given: boolean): void;
  /** Undefined without leave. */
  id(): string | undefined;
  arrivals(): Arrivals;
  arrive(arrival: Arrival | undefined): void;
  /** The token that brings the same variant of a form again. @param next is kept instead */
  shown(url: string, next?: string): string | undefined;
  waiting(): readonly Event[];
  wait(events: readonly Event[]): void;
};

export function openVisitor({ refused, asks, cookie }: VisitorOptions): Visitor {
  /** Of this page alone where nothing may be kept. */
  let here: Arrivals = {};
  let fresh = uuid();

  function kept(): Kept | undefined {
    try {
      return readKept(localStorage.getItem(NAME));
    } catch {
      return undefined;
    }
  }

  function write(all: Kept): void {
    try {
      localStorage.setItem(NAME, JSON.stringify(all));
    } catch {
      // It is full: on the next page the visitor is another. Or there is none: nothing is kept in it.
    }
  }

  function leave(): boolean | undefined {
    const said = kept();
    return refused || !said ? false : (said.consent ?? (!asks || undefined));
  }

  /** With leave alone. */
  function keep(more: Kept): void {
    if (leave()) write({ ...kept(), ...more });
  }

  const given = (): Kept => (leave() && kept()) || {};

  return {
    leave,
    consent(yes) {
      if (refused) return;
      if (yes) {
        write({ ...kept(), consent: true });
        keep(withArrival(given(), here.last));
      } else {
        setCookie('');
        fresh = uuid();
        here = {};
        write({ consent: false });
      }
    },
    id() {
      if (!leave()) return undefined;
      // The cookie first: another host of the site may have set it.
      const id = readCookie() ?? given().id ?? fresh;
      if (given().id !== id) keep({ id });
      if (readCookie() !== id) setCookie(id);
      return id;
    },
    arrivals: () => withArrival(leave() ? given() : here),
    arrive(arrival) {
      here = withArrival(here, arrival);
      if (arrival) keep(withArrival(given(), arrival));
    },
    shown(url, next) {
      if (next) keep({ shown: { ...given().shown, [url]: next } });
      return given().shown?.[url];
    },
    waiting: () => given().waiting ?? [],
    wait: (waiting) => keep({ waiting }),
  };

  function readCookie(): string | undefined {
    if (cookie === undefined) return undefined;
    return /(?:^|; )imbuto=([\w-]+)/.exec(document.cookie)?.[1];
  }

  /** For a year, or not at all where the id is empty. */
  function setCookie(id: string): void {
    if (cookie === undefined) return;
    const age = id ? 31_536_000 : 0;
    const domain = cookie && `;domain=${cookie}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in many browsers.
    document.cookie = `${NAME}=${id};path=/;max-age=${age};samesite=lax${domain}`;
  }
}
