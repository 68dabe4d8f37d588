// What must hold between alerts, funnels and mail.
import { duplicates, reserved } from './duplicates.ts';
import { windowMs } from './duration.ts';
import { type Fault, preview } from './invalid-config.ts';
import { normalWindowMs } from './normalise.ts';
import { isPresent, items, member, type Place, wordAt } from './place.ts';
import { namesOf, unknownFaults } from './rules-funnels.ts';

const DAY_MS = 86_400_000;

/** Which keys belong to which watch. */
const OF: Readonly<Record<string, readonly string[]>> = {
  volume: [],
  conversion: ['stage', 'within'],
  source: ['by'],
};

export function alertFaults(root: Place): readonly Fault[] {
  const alerts = items(member(root, 'alerts'));
  const ids = alerts.map((alert) => member(alert, 'id'));
  const funnels = items(member(root, 'funnels'));
  return [
    ...duplicates(ids, 'an id of its own for each alert'),
    ...reserved(ids),
    ...alerts.flatMap((alert) => [
      ...keyFaults(alert),
      ...placeFaults(alert, funnels),
      ...mailFaults(root, member(alert, 'to')),
    ]),
  ];
}

function keyFaults(alert: Place): readonly Fault[] {
  const watch = wordAt(member(alert, 'watch')) ?? '';
  const own = Object.hasOwn(OF, watch) ? OF[watch] : undefined;
  if (own === undefined) return [];
  const needed = watch === 'conversion' ? 'stage' : watch === 'source' ? 'by' : undefined;
  return [
    ...['stage', 'within', 'by']
      .filter((key) => !own.includes(key) && isPresent(member(alert, key)))
      .map((key) => ({
        path: member(alert, key).path,
        found: preview(member(alert, key).value),
        fix: `leave it out: it has no effect where watch is ${JSON.stringify(watch)}`,
      })),
    ...(needed !== undefined && !isPresent(member(alert, needed))
      ? [
          {
            path: member(alert, needed).path,
            found: 'nothing',
            fix:
              needed === 'stage'
                ? 'add it: the id of the stage to which the conversion is watched'
                : `add it: what sources are told apart by, like 'channel'`,
          },
        ]
      : []),
  ];
}

function placeFaults(alert: Place, funnels: readonly Place[]): readonly Fault[] {
  const funnelId = member(alert, 'funnel');
  const funnel = funnels.find((one) => wordAt(member(one, 'id')) === wordAt(funnelId));
  if (funnel === undefined)
    return unknownFaults(funnelId, namesOf(funnels), 'a funnel of this configuration');
  const stages = namesOf(items(member(funnel, 'stages')));
  return [
    ...unknownFaults(member(alert, 'stage'), stages.slice(1), 'a stage of that funnel after the first'),
    ...ageFaults(member(alert, 'within'), funnel),
    ...breakdownFaults(member(alert, 'by'), member(funnel, 'by')),
  ];
}

function ageFaults(within: Place, funnel: Place): readonly Fault[] {
  const said = wordAt(within);
  if (said === undefined) return [];
  const own = wordAt(member(funnel, 'window'));
  const window = own === undefined ? normalWindowMs(wordAt(member(funnel, 'kind'))) : windowMs(own);
  const days = Math.max(1, Math.ceil((window ?? Number.POSITIVE_INFINITY) / DAY_MS));
  if (!(Number(said.slice(0, -1)) > days)) return [];
  return [
    {
      path: within.path,
      found: preview(said),
      fix: `at most '${days}d': the window of that funnel ends then`,
    },
  ];
}

function breakdownFaults(by: Place, ofFunnel: Place): readonly Fault[] {
  const said = wordAt(by);
  const own = isPresent(ofFunnel) ? ofFunnel.value : [];
  if (said === undefined || !Array.isArray(own) || own.includes(said)) return [];
  const fix = `one of the breakdowns of that funnel; or add ${JSON.stringify(said)} to ${ofFunnel.path}`;
  return [{ path: by.path, found: preview(said), fix }];
}

function mailFaults(root: Place, to: Place): readonly Fault[] {
  return [
    ...duplicates(items(to), 'each address once'),
    ...(items(to).length > 0 && !isPresent(member(root, 'mail'))
      ? [
          {
            path: to.path,
            found: 'addresses, and no mail.from',
            fix: `add mail: { from: 'hello@example.com' }, who sends it; or leave to out`,
          },
        ]
      : []),
  ];
}
