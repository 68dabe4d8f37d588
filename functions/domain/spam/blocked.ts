// Whether a submission holds a domain or a word that its form blocks.
import type { Scalar, SpamConfig } from '../config/config.ts';
import type { SpamReason } from './reason.ts';

/** A link without its scheme is found too: `www.example.com/x`, `example.com/x`. */
const HOST = /(?<![\p{L}\p{N}.-])(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}\.){1,8}[\p{L}][\p{L}\p{N}-]{1,62}/gu;

/** @param email as it is known: its domain in ASCII, in small letters */
export function blockedIn(
  { domains = [], words = [] }: Pick<SpamConfig, 'domains' | 'words'>,
  email: string,
  answers: readonly Scalar[],
): readonly SpamReason[] {
  if (domains.length === 0 && words.length === 0) return [];
  const texts = answers.filter((answer) => typeof answer === 'string').map(folded);
  const hosts = [email.slice(email.lastIndexOf('@') + 1), ...texts.flatMap((text) => text.match(HOST) ?? [])];
  const isBlocked = (host: string): boolean =>
    domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const padded = texts.map((text) => ` ${text.replace(BETWEEN_WORDS, ' ').trim()} `);
  const holdsWord = words.some((word) => {
    const sought = ` ${folded(word).replace(BETWEEN_WORDS, ' ').trim()} `;
    return padded.some((text) => text.includes(sought));
  });
  return [...(hosts.some(isBlocked) ? (['domain'] as const) : []), ...(holdsWord ? (['word'] as const) : [])];
}

const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/gu;

/** One spelling for letters that look the same but for their width, size or composition. */
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
