// The rules on channels of the owner's configuration, read before the defaults.
import { type ChannelRuleConfig, type ChannelsConfig, RULED } from '../config/config.ts';

/** A source by every name that it has: as it was said, and as it is reported. */
export type Ruled = Readonly<Record<(typeof RULED)[number], readonly (string | undefined)[]>>;

/** The first rule that matches, with its place in the configuration. */
export function ownRule(
  channels: ChannelsConfig | undefined,
  known: Ruled,
): { readonly at: number; readonly rule: ChannelRuleConfig } | undefined {
  const rules = channels?.rules ?? [];
  const at = rules.findIndex(({ when }) =>
    RULED.every((part) => known[part].some((value) => holds(part, when[part], value))),
  );
  const rule = rules[at];
  return rule && { at, rule };
}

function holds(part: keyof Ruled, patterns: readonly string[] | undefined, value = ''): boolean {
  if (patterns === undefined) return true;
  const text = value.trim().toLowerCase();
  return patterns.some((pattern) => {
    const wanted = pattern.toLowerCase();
    // A host stands for all under it.
    return isLike(wanted, text) || (part === 'referrer' && text.endsWith(`.${wanted}`));
  });
}

/** `*` is any run of characters. Linear for each piece between stars: no pattern can be made slow. */
function isLike(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return text === head;
  if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - tail.length;
}
