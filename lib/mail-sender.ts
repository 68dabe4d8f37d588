// The address that mails come from: an identity of SES that the owner verifies, and not of this stack.
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function.ts';

export class MailSender extends Construct {
  readonly #from: string;

  /** @param from `mail.from` of the configuration, which each bundle carries */
  constructor(scope: Construct, id: string, from: string) {
    super(scope, id);
    this.#from = from;
  }

  /** To send as this address, whether it is verified itself or by its domain; as no other of the domain. */
  grantSend(fn: ServiceFunction): void {
    const domain = this.#from.slice(this.#from.lastIndexOf('@') + 1).toLowerCase();
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [this.#from, domain].map((identity) => this.#arnOf(identity)),
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
  }

  #arnOf(identity: string): string {
    return Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: identity });
  }
}
