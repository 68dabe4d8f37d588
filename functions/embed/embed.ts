// The script for other sites, put together: it reads its own tag, counts views, and sends and shows forms.
import { openEvents } from './events.ts';
import { showForms } from './form-rendering.ts';
import { sendForms } from './form-sending.ts';
import { routeOf } from './route.ts';
import { type Arrivals, fieldsOfArrival, readArrival } from './touches.ts';
import { watchViews } from './views.ts';
import { openVisitor } from './visitor.ts';
import type { Json } from './waiting.ts';

type Imbuto = {
  track(name: string, properties?: Json): void;
  identify(id: string, traits?: Json): void;
  /** What the visitor says: yes, or no and forget me. */
  consent(given: boolean): void;
  /** How this visitor came first and last. */
  touches(): Arrivals;
};

declare global {
  interface Window {
    imbuto?: Imbuto;
  }
  interface Navigator {
    /** https://www.w3.org/TR/gpc/ */
    readonly globalPrivacyControl?: boolean;
  }
  interface Document {
    /** https://wicg.github.io/nav-speculation/prerendering.html */
    readonly prerendering?: boolean;
  }
}

const tag = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
if (tag instanceof HTMLScriptElement && !window.imbuto) start(tag);

function start({ src, dataset }: HTMLScriptElement): void {
  const base = new URL('.', src);
  const visitor = openVisitor({
    refused: navigator.globalPrivacyControl || navigator.doNotTrack === '1',
    asks: dataset.consent === 'required',
    cookie: dataset.cookies,
  });
  const events = openEvents(base.href, dataset.key, visitor);
  const page = (referrer: string): Json => {
    return { url: location.href, path: routeOf(location), referrer, title: document.title };
  };

  window.imbuto = {
    track: (event, properties) => events.tell('track', { event, properties, context: { page: page('') } }),
    identify: (userId, traits) => events.tell('identify', { userId, traits }),
    consent(given) {
      visitor.consent(given);
      events.flush();
    },
    touches: visitor.arrivals,
  };

  sendForms(base, () => ({
    ...fieldsOfArrival(visitor.arrivals().last, location.href, Date.now()),
    _anonymousId: visitor.id(),
  }));
  showForms(base.href, visitor);

  const view = (): void =>
    watchViews((referrer) => {
      visitor.arrive(readArrival(location.href, referrer, Date.now()));
      const properties = page(referrer);
      events.tell('page', { properties, context: { page: properties } });
    });
  // Nobody has seen a page that the browser only prepares.
  if (document.prerendering) document.addEventListener('prerenderingchange', view, { once: true });
  else view();
}
