// The stack as it would deploy, but for the functions' code, and questions that tests ask of its template.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import type { Config } from '../../functions/domain/config/config.ts';
import { parseConfig } from '../../functions/domain/config/parse-config.ts';
import { bundleFunctions } from '../../lib/bundle.ts';
import { findFiles } from '../../lib/form-files.ts';
import type { FunctionName } from '../../lib/function-name.ts';
import { STACK_NAME, synthesise } from '../../lib/synthesise.ts';
import { smallConfig } from './configs.ts';

export type TemplateResource = {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every shape
  readonly Properties: Readonly<Record<string, any>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
};

export class Synthesised {
  readonly template: Template;
  readonly directory: string;

  constructor(template: Template, directory: string) {
    this.template = template;
    this.directory = directory;
  }

  /** Resources of a type, by logical id. */
  all(type: string): ReadonlyMap<string, TemplateResource> {
    const resources: Readonly<Record<string, TemplateResource>> = this.template.toJSON().Resources;
    return new Map(Object.entries(resources).filter(([, { Type }]) => Type === type));
  }

  /** The one resource of a type whose logical id begins so. */
  one(type: string, prefix = ''): readonly [id: string, resource: TemplateResource] {
    const found = [...this.all(type)].filter(([id]) => id.startsWith(prefix));
    const [first] = found;
    if (first === undefined || found.length > 1) {
      throw new Error(`${found.length} resources ${type} ${prefix}*`);
    }
    return first;
  }

  function(name: FunctionName): readonly [id: string, resource: TemplateResource] {
    return this.one('AWS::Lambda::Function', FUNCTION_IDS[name]);
  }

  /** What a function's role is allowed, one entry a statement. */
  allowed(
    name: FunctionName,
  ): readonly { readonly actions: readonly string[]; readonly resources: readonly unknown[] }[] {
    const [, { Properties }] = this.function(name);
    const role: string = Properties.Role['Fn::GetAtt'][0];
    return [...this.all('AWS::IAM::Policy').values()]
      .filter(({ Properties: { Roles } }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement)
      .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));
  }
}

const FUNCTION_IDS = {
  capture: 'ApiCaptureFunction',
  collect: 'ApiCollectFunction',
  progress: 'ProgressionProgressFunction',
  'start-recount': 'RecountsStartRecountFunction',
  recount: 'RecountsRecountFunction',
  'issue-revisions': 'ReportingIssueRevisionsFunction',
  'mail-reports': 'ReportingMailReportsFunction',
  'apply-retention': 'RetentionApplyRetentionFunction',
  report: 'ReportingReportFunction',
  leads: 'LeadPagesLeadsFunction',
  outbound: 'TellingOutboundFunction',
  'sweep-outbox': 'TellingSweepOutboxFunction',
  nurture: 'NurturingNurtureFunction',
  'pack-list': 'ListPackingPackListFunction',
  'watch-figures': 'AlertingWatchFiguresFunction',
  'after-the-form': 'LeadMailAfterTheFormFunction',
  'mail-events': 'LeadMailMailEventsFunction',
  'hand-off-desk': 'DeskHandOffDeskFunction',
} as const satisfies Record<FunctionName, string>;

export function configWith(changes: Readonly<Record<string, unknown>> = {}): Config {
  return parseConfig({ ...smallConfig().config, ...changes });
}

/** With reports, notices and replies that are mailed, webhooks, a retention and a form with a challenge: every function then does all that its code can. */
export function mailingConfig(): Config {
  return configWith({
    reports: [{ every: 'week', to: ['owner@example.com'] }],
    mail: { from: 'hello@mail.example.com' },
    retention: '3y',
    share: { to: 'https://example.com/' },
    forms: [
      {
        ...smallConfig().form,
        fields: [
          ...smallConfig().form.fields,
          { name: 'newsletter', type: 'consent', text: 'Write to me', version: '1' },
        ],
        notify: ['sales@example.com'],
        doubleOptIn: true,
        delivers: 'ebook.pdf',
        reply: { subject: 'Thank you', text: 'You will hear from us.' },
        spam: { turnstile: { siteKey: '1x00000000000000000000AA' } },
      },
    ],
    funnels: [
      smallConfig().funnel,
      {
        ...smallConfig().funnel,
        id: 'journey',
        kind: 'marketing',
        handOff: { at: 'action', to: 'trial', notify: ['sales@example.com'] },
      },
    ],
    webhooks: [{ url: 'https://example.com/hook', on: ['stage', 'alert'] }],
    alerts: [{ id: 'entries', watch: 'volume', funnel: 'trial', to: ['owner@example.com'] }],
    nurture: [
      {
        id: 'welcome',
        when: { funnel: 'trial', stage: 'interest' },
        until: { stage: 'action' },
        consent: 'newsletter',
        steps: [{ after: '2d', mail: { subject: 'How do you like it?', text: 'Write to us.' } }],
      },
    ],
  });
}

/** By configuration: test files that share a process ask for the same ones. */
const made = new Map<string, Promise<Synthesised>>();

export function synthesised(config: Config = configWith()): Promise<Synthesised> {
  const key = JSON.stringify(config);
  const stack = made.get(key) ?? synthesiseAnew(config);
  made.set(key, stack);
  return stack;
}

async function synthesiseAnew(config: Config): Promise<Synthesised> {
  const outdir = await mkdtemp(join(tmpdir(), 'imbuto-synth-'));
  const bundles = await bundleFunctions({
    config,
    outdir: join(outdir, 'bundles'),
    entryOf: () => fileURLToPath(new URL('./empty-function.ts', import.meta.url)),
  });
  const files = await findFiles(config, fileURLToPath(new URL('../..', import.meta.url)));
  const assembly = await synthesise({ config, outdir, validation: false, files, bundles });
  return new Synthesised(Template.fromJSON(assembly.getStackByName(STACK_NAME).template), assembly.directory);
}
