// What funnels and stages are called in the reports.
import type { FunnelConfig, Locale } from '../../domain/config/config.ts';
import { textIn } from '../localized.ts';
import { reportTexts } from '../texts/report.ts';

export function funnelLabel(funnel: Pick<FunnelConfig, 'id' | 'label'>, locale: Locale): string {
  return funnel.label === undefined ? funnel.id : textIn(funnel.label, locale, locale);
}

/** In order; a usual stage without a label has its usual name. */
export function stageLabels(funnel: Pick<FunnelConfig, 'stages'>, locale: Locale): readonly string[] {
  const usual = reportTexts(locale).stages;
  return funnel.stages.map(({ id, label }) =>
    label === undefined
      ? ((Object.hasOwn(usual, id) ? usual[id] : undefined) ?? id)
      : textIn(label, locale, locale),
  );
}
