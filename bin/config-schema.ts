// Writes funnels.schema.json, the JSON Schema of the configuration: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configJsonSchema } from '../functions/domain/config/json-schema.ts';

const file = fileURLToPath(new URL('../funnels.schema.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
console.log(`wrote ${file}`);
