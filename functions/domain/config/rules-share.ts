// What must hold between share links and forms.
import type { Fault } from './invalid-config.ts';
import { preview } from './invalid-config.ts';
import { items, member, type Place, wordAt } from './place.ts';
import { namesOf } from './rules-funnels.ts';

/** Of imbuto's own pages, forms alone take up who came by a link. */
export function shareFaults(root: Place): readonly Fault[] {
  const to = member(member(root, 'share'), 'to');
  const path = wordAt(to);
  if (path?.startsWith('/') !== true) return [];
  const forms = namesOf(items(member(root, 'forms'))).map((id) => `/f/${id}`);
  if (forms.includes(path.split('?')[0] ?? '')) return [];
  const fix = `a page of yours, like 'https://example.com/'; or a form: ${forms.join(', ') || 'there is none yet'}`;
  return [{ path: to.path, found: preview(path), fix }];
}
