// A budget of the account, so that a bill is heard of before it comes.
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import type { ImbutoBudget } from './imbuto-props.ts';

/** Per cent of what a month may cost. */
const SPENT = 80;
const FORECAST = 100;

export class AccountBudget extends Construct {
  constructor(scope: Construct, id: string, { monthly, email }: ImbutoBudget) {
    super(scope, id);
    const told = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        comparisonOperator: 'GREATER_THAN',
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: monthly, unit: 'USD' },
      },
      notificationsWithSubscribers: [told('ACTUAL', SPENT), told('FORECASTED', FORECAST)],
    });
  }
}
