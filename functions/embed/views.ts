// Notices each page that is viewed: the first, and those that a script shows by the history or behind a `#`.
import { routeOf } from './route.ts';

/** @param viewed told the address from which the visitor came to this page */
export function watchViews(viewed: (referrer: string) => void): void {
  let shown: string | undefined;
  let referrer = document.referrer;
  const look = (): void => {
    const route = routeOf(location);
    if (route === shown) return;
    shown = route;
    viewed(referrer);
    referrer = location.href;
  };
  // A script gives the page its title after it has changed the address.
  const later = () => setTimeout(look);
  for (const name of ['pushState', 'replaceState'] as const) {
    const change = history[name];
    history[name] = function (...said) {
      change.apply(this, said);
      later();
    };
  }
  addEventListener('popstate', later);
  addEventListener('hashchange', later);
  look();
}
