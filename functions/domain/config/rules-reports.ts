// What must hold between reports, funnels and mail.
import { duplicates } from './duplicates.ts';
import { type Fault, preview } from './invalid-config.ts';
import type { Place } from './place.ts';
import { isPresent, items, member } from './place.ts';
import { namesOf, unknownFaults } from './rules-funnels.ts';

export function reportFaults(root: Place): readonly Fault[] {
  const known = namesOf(items(member(root, 'funnels')));
  return items(member(root, 'reports')).flatMap((report) => {
    const funnels = items(member(report, 'funnels'));
    const to = member(report, 'to');
    const faults: Fault[] = [
      ...duplicates(funnels, 'each funnel once'),
      ...funnels.flatMap((funnel) => unknownFaults(funnel, known, 'a funnel of this configuration')),
      ...duplicates(items(to), 'each address once'),
    ];
    if (items(to).length > 0 && !isPresent(member(root, 'mail'))) {
      const fix = `add mail: { from: 'hello@example.com' }, who sends it; or leave to out`;
      faults.push({ path: to.path, found: 'addresses, and no mail.from', fix });
    }
    if (items(to).length === 0) {
      for (const place of [member(report, 'at'), member(report, 'skipEmpty')]) {
        if (!isPresent(place)) continue;
        const fix = 'leave it out, or say in to who gets the report by mail: it has no other effect';
        faults.push({ path: place.path, found: preview(place.value), fix });
      }
    }
    return faults;
  });
}
