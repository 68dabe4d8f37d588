// The keys: the public one, known to every visitor, and the secrets that only functions and the owner read.
import { Fn, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { keyName, type PublicKeyConfig } from '../functions/domain/config/door.ts';
import type { ENVIRONMENT } from '../functions/runtime/environment-names.ts';
import { acknowledge } from './acknowledge.ts';
import type { ServiceFunction } from './service-function.ts';

/** 40 characters of letters and digits: 238 bits. */
const LENGTH = 40;

export type KeysProps = {
  /** The public keys of the configuration, if it names any. */
  readonly configured?: readonly PublicKeyConfig[] | undefined;
  /** True where a form has a challenge. */
  readonly turnstile?: boolean;
};

export type NamedKey = { readonly door: string; readonly label: string };

export class Keys extends Construct {
  /**
   * Identifies this installation in the pages of the owner's sites: the first that the configuration names, else the GUID of the
   * stack, which lasts as long. Written into the configuration it outlives the stack.
   */
  readonly publicKey: string;
  /** All that are taken, as what is told of them names them. */
  readonly publicKeys: readonly NamedKey[];
  /** Servers send with it what a browser must not claim: purchases, refunds. */
  readonly secretKey: Secret;
  /** The owner logs in with it. */
  readonly ownerToken: Secret;
  /** Signs links and sessions. */
  readonly linkKey: Secret;
  /** Signs the tokens of forms and of share links, and hashes addresses: not the link key, as the functions that visitors reach read it. */
  readonly formKey: Secret;
  /** Where the owner puts the secret key of the Turnstile widget; absent where no form has one. */
  readonly turnstile?: Secret;

  constructor(scope: Construct, id: string, { configured = [], turnstile = false }: KeysProps = {}) {
    super(scope, id);
    const [first] = configured;
    const guid = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    this.publicKey = first?.key ?? guid;
    this.publicKeys =
      first === undefined
        ? [{ door: `key:${Fn.select(0, Fn.split('-', guid))}`, label: 'of this stack' }]
        : configured.map(({ key }) => ({ door: keyName(key), label: `${key.slice(0, 8)}…` }));
    this.secretKey = this.#secret('SecretKey', 'imbuto: the secret key, for servers that send events.');
    this.ownerToken = this.#secret('OwnerToken', 'imbuto: the owner token, for the reports.');
    this.linkKey = this.#secret('LinkKey', 'imbuto: signs links and sessions; it is not for people to read.');
    this.formKey = this.#secret('FormKey', 'imbuto: signs tokens of forms; it is not for people to read.');
    if (turnstile) {
      const description = 'imbuto: put the secret key of your Cloudflare Turnstile widget here.';
      this.turnstile = this.#secret('Turnstile', description);
    }
  }

  /** The keys of webhooks are derived from it. */
  webhookKey(): Secret {
    return this.#secret('WebhookKey', 'imbuto: the keys of webhooks are derived from it.');
  }

  grantWebhookKey(fn: ServiceFunction, key: Secret): void {
    this.#grant(fn, key, 'webhookKeySecret');
  }

  /** Signs the addresses in mails to leads: not the link key, as the function that visitors reach reads it. */
  mailKey(): Secret {
    return this.#secret('MailKey', 'imbuto: signs links in mails to leads; it is not for people to read.');
  }

  grantMailKey(fn: ServiceFunction, key: Secret): void {
    this.#grant(fn, key, 'mailKeySecret');
  }

  /** Signs the addresses at which sales answers hand-offs. */
  handOffKey(): Secret {
    const description = 'imbuto: signs links at which sales answers hand-offs; it is not for people to read.';
    return this.#secret('HandOffKey', description);
  }

  grantHandOffKey(fn: ServiceFunction, key: Secret): void {
    this.#grant(fn, key, 'handOffKeySecret');
  }

  /** It is no secret: there is nothing to grant. */
  tellPublicKey(fn: ServiceFunction): void {
    fn.tell('publicKey', this.publicKey);
  }

  grantSecretKey(fn: ServiceFunction): void {
    this.tellPublicKey(fn);
    this.#grant(fn, this.secretKey, 'secretKeySecret');
  }

  grantOwnerToken(fn: ServiceFunction): void {
    this.#grant(fn, this.ownerToken, 'ownerTokenSecret');
  }

  grantLinkKey(fn: ServiceFunction): void {
    this.#grant(fn, this.linkKey, 'linkKeySecret');
  }

  /** For what forms are judged by. */
  grantFormKeys(fn: ServiceFunction): void {
    this.#grant(fn, this.formKey, 'formKeySecret');
    if (this.turnstile !== undefined) this.#grant(fn, this.turnstile, 'turnstileSecret');
  }

  /** To sign share links, and to know those that were signed. */
  grantShareKey(fn: ServiceFunction): void {
    this.#grant(fn, this.formKey, 'formKeySecret');
  }

  #grant(fn: ServiceFunction, secret: Secret, name: keyof typeof ENVIRONMENT): void {
    fn.grantPrincipal.addToPrincipalPolicy(read(secret));
    fn.tell(name, secret.secretArn);
  }

  #secret(id: string, description: string): Secret {
    const secret = new Secret(this, id, {
      description,
      // Sent in headers and typed by people: no punctuation.
      generateSecretString: { passwordLength: LENGTH, excludePunctuation: true },
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      "The other end of each key is outside AWS (the owner's servers, the owner's browser), so that rotating it by itself would cut them off; docs/infrastructure.md says how to change a key.",
    );
    return secret;
  }
}

/** Narrower than `grantRead`, which adds the right to describe the secret. */
function read(secret: Secret): PolicyStatement {
  return new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] });
}
