// The share link of a lead, as its mails and its page hold it.
import type { Config } from '../domain/config/config.ts';
import { shareLink } from '../domain/referral/share-link.ts';
import { shareToken } from '../runtime/share-token.ts';

export type ShareDeps = {
  readonly config: Pick<Config, 'share'>;
  /** Absent: leads share no links. */
  readonly shareKey?: () => Promise<string>;
};

/** @param own imbuto's address, without a final slash @param lead the public id of an e-mail's record */
export async function shareLinkOf(
  { config, shareKey }: ShareDeps,
  own: string,
  lead: string,
): Promise<string | undefined> {
  if (config.share === undefined || shareKey === undefined) return undefined;
  return shareLink(config.share.to, own, shareToken(await shareKey(), lead));
}
