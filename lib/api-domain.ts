// The owner's domain in front of the API.
import { CfnOutput } from 'aws-cdk-lib';
import { DomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { ImbutoDomain } from './imbuto-props.ts';

export class ApiDomain extends Construct {
  readonly name: DomainName;
  /** Without a final slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, { name, certificate, zone }: ImbutoDomain) {
    super(scope, id);
    this.url = `https://${name}`;
    this.name = new DomainName(this, 'Name', { domainName: name, certificate });
    const { regionalDomainName, regionalHostedZoneId } = this.name;
    new CfnOutput(this, 'DomainTarget', {
      value: regionalDomainName,
      description: 'What the name of the domain points at',
    });
    if (zone === undefined) return;
    const record = {
      zone,
      recordName: name,
      target: RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId),
      ),
    };
    new ARecord(this, 'Record', record);
    new AaaaRecord(this, 'RecordV6', record);
  }
}
