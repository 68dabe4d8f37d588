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

  /**
   * To send as this address, whether it is verified itself or by its domain; as no other of the domain.
   * @param configurationSet under which SES tells what became of a mail
   */
  grantSend(fn: ServiceFunction, configurationSet?: string): void {
    const domain = this.#from.slice(this.#from.lastIndexOf('@') + 1).toLowerCase();
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        resources: [
          ...[this.#from, domain].map((identity) => this.#arnOf('identity', identity)),
          ...(configurationSet === undefined ? [] : [this.#arnOf('configuration-set', configurationSet)]),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': this.#from } },
      }),
    );
    if (configurationSet !== undefined) fn.tell('configurationSet', configurationSet);
  }

  #arnOf(resource: 'identity' | 'configuration-set', resourceName: string): string {
    return Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
  }
}
