// Share links: the address that a lead gives to others, and what stands in it.

/** The parameter that names the lead who shared. */
export const SHARED_BY = 'imbuto_ref';

/** The source under which reports show who came by a share link. */
export const SHARE_SOURCE = 'share';
export const SHARE_MEDIUM = 'referral';

/** The public id of the lead whose token it is; undefined where it was not signed here. */
export type ReadShareToken = (token: string) => string | undefined;

/** @param to where share links lead: a path of imbuto's own, or an address of the owner's @param own imbuto's, without a final slash */
export function shareLink(to: string, own: string, token: string): string {
  const link = new URL(to, own);
  link.searchParams.set(SHARED_BY, token);
  return link.href;
}
