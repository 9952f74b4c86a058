import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** Compiles a JSON Schema; the function's `errors` say what is wrong. */
export function compileSchema(schema: object): ValidateFunction {
  const ajv = new Ajv({ allErrors: true });
  formats.default(ajv);
  return ajv.compile(schema);
}
