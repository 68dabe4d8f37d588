// Which campaign of a network is which `utm_campaign`: `Spring sale=spring`.
import { plainText } from '../event/plain-text.ts';

/** Undefined where one of them is no pair. The last `=` parts the two: names of networks may hold one. */
export function readCampaignMap(pairs: readonly string[]): ReadonlyMap<string, string> | undefined {
  const map = new Map<string, string>();
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=');
    const [campaign, as] = [plainText(pair.slice(0, at)), plainText(pair.slice(at + 1))];
    if (at < 0 || campaign === undefined || as === undefined) return undefined;
    map.set(campaign, as);
  }
  return map;
}
