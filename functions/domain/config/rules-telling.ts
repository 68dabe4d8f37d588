// What must hold between webhooks, notices, funnels and mail.
import { duplicates } from './duplicates.ts';
import type { Fault } from './invalid-config.ts';
import { isPresent, items, member, type Place } from './place.ts';
import { namesOf, unknownFaults } from './rules-funnels.ts';

export function tellingFaults(root: Place): readonly Fault[] {
  const funnels = items(member(root, 'funnels'));
  const known = namesOf(funnels);
  const webhooks = items(member(root, 'webhooks'));
  const notified = [
    ...items(member(root, 'forms')),
    ...funnels.map((funnel) => member(funnel, 'handOff')),
  ].map((place) => member(place, 'notify'));
  return [
    ...duplicates(
      webhooks.map((webhook) => member(webhook, 'url')),
      'each address once, with all that it is told of',
    ),
    ...webhooks.flatMap((webhook) => {
      const named = items(member(webhook, 'funnels'));
      return [
        ...duplicates(items(member(webhook, 'on')), 'each once'),
        ...duplicates(named, 'each funnel once'),
        ...named.flatMap((funnel) => unknownFaults(funnel, known, 'a funnel of this configuration')),
      ];
    }),
    ...notified.flatMap((notify) => [
      ...duplicates(items(notify), 'each address once'),
      ...(items(notify).length > 0 && !isPresent(member(root, 'mail'))
        ? [
            {
              path: notify.path,
              found: 'addresses, and no mail.from',
              fix: `add mail: { from: 'hello@example.com' }, who sends it; or leave notify out`,
            },
          ]
        : []),
    ]),
  ];
}
