// The alarms' topic, and the one way in which every construct raises an alarm.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { INSTALLATION } from '../functions/runtime/environment-names.ts';

export type AlarmsProps = {
  /** Which of several in an account these alarms are of. */
  readonly installation: string;
  /** Who is told; absent: nobody, until somebody subscribes to the topic. */
  readonly email?: string | undefined;
  /** The owner's own; absent: one is made. */
  readonly topic?: ITopic | undefined;
};

type OwnMetric = { readonly namespace: string; readonly service: string; readonly metric: string };

type Watched = {
  readonly metric: IMetric;
  /** What it means for visitors or the owner: the first thing that somebody woken at night reads. */
  readonly impact: string;
  /** What the runbook calls it, where several are alike; absent: its id. */
  readonly name?: string;
};

/** Over how long a metric is taken together, where nothing asks for more. */
export const ALARM_PERIOD = Duration.minutes(5);

export class Alarms extends Construct {
  readonly topic: ITopic;
  readonly all: Alarm[] = [];
  readonly installation: string;

  constructor(scope: Construct, id: string, { email, topic, installation }: AlarmsProps) {
    super(scope, id);
    this.installation = installation;
    this.topic = topic ?? this.#makeTopic();
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  #makeTopic(): Topic {
    // Not encrypted by a key: alarms may then be sent only with one of the owner's, which would cost more than all else
    // when idle, and they hold names and numbers of the infrastructure alone.
    const topic = new Topic(this, 'Topic', { displayName: 'imbuto alarms', enforceSSL: true });
    // The statement that refuses plain HTTP takes the place of the default policy, which let the account's alarms in.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': topic.env.account },
      }),
    );
    return topic;
  }

  /**
   * What functions of this installation count themselves: one of another installation that is well must not hide it.
   * @param of what it is counted by, e.g. `{ door: 'form:ebook' }`
   */
  counted({ namespace, service, metric }: OwnMetric, of: Readonly<Record<string, string>> = {}): Metric {
    return new Metric({
      namespace,
      metricName: metric,
      dimensionsMap: { service, [INSTALLATION]: this.installation, ...of },
      statistic: Stats.SUM,
      period: ALARM_PERIOD,
    });
  }

  /** An alarm when the metric was above a value for one period; silence is well-being. */
  whenAbove(id: string, { metric, impact, above, name = id }: Watched & { readonly above: number }): void {
    this.#raise(id, `${name}: ${impact}`, metric, {
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** An alarm when a heartbeat, measured once a period of the metric, was not heard for so many periods in a row. */
  whenSilent(
    id: string,
    { metric, impact, periods, name = id }: Watched & { readonly periods: number },
  ): void {
    this.#raise(id, `${name}: ${impact}`, metric, {
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  #raise(id: string, alarmDescription: string, metric: IMetric, props: Omit<AlarmProps, 'metric'>): void {
    const alarm = new Alarm(this, id, { ...props, metric, alarmDescription });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }
}
