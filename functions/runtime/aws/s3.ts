// The client of the bucket that holds issued reports.
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from './client-settings.ts';

export function s3Client(): S3Client {
  const settings = clientSettings('S3', { requestTimeout: 5_000, attempts: 3 });
  // An emulator has one host name: the bucket goes into the path.
  return new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
}
