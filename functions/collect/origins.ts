// From where the pages of sites may send events.
import type { Config } from '../domain/config/config.ts';
import { openTo } from '../runtime/cors.ts';
import type { HttpRequest } from '../runtime/request.ts';

/** Any site's pages may send: the key says on whose behalf. With credentials those where a form may stand. */
export function collectHeaders(
  { forms }: Pick<Config, 'forms'>,
  request: Pick<HttpRequest, 'headers'>,
): Readonly<Record<string, string>> {
  return openTo(originsOf(forms), request);
}

export function originsOf(forms: Config['forms']): readonly string[] {
  return forms.flatMap(({ origins = [] }) => origins);
}
