// The definition under which Data quality counts the whole instance: a funnel without stages, so that it follows merges, erasures and
// recounts as every other one does.
import type { FunnelConfig } from '../config/config.ts';

/** No configured funnel can have this id. */
const QUALITY_ID = '~quality';

export const QUALITY_FUNNEL: FunnelConfig = {
  id: QUALITY_ID,
  kind: 'marketing',
  order: 'any',
  windowMs: 1,
  by: [],
  stages: [],
};

export function isQualityDefinition({ funnel }: { readonly funnel: Pick<FunnelConfig, 'id'> }): boolean {
  return funnel.id === QUALITY_ID;
}
