// The CDK app: `npx imbuto start` runs it on this machine, `npx cdk deploy` in your AWS account.
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Imbuto } from 'imbuto';
import config from './funnels.config.ts';

const app = new App();

// `npx cdk deploy -c stage=dev` makes a second one, which goes with its stack.
const isDev = app.node.tryGetContext('stage') === 'dev';
const stack = new Stack(app, isDev ? 'funnels-dev' : 'funnels');

new Imbuto(stack, 'Funnels', {
  config,
  removalPolicy: isDev ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
  // alarmEmail: 'you@example.com',
});
