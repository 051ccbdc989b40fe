// An OpenAPI document, judged by others: its form by @seriousme/openapi-schema-validator, what it says of bodies by ajv.
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'];
let document, ajv;

/** Takes the document for all later questions. Returns what is wrong with its form; null when nothing is. */
export async function readOpenApi({ text }) {
  document = JSON.parse(text);
  ajv = addFormats(new Ajv({ strict: false, allErrors: true, validateSchema: false })).addSchema(JSON.parse(text), 'api');
  const { valid, errors } = await new Validator().validate(JSON.parse(text));
  return valid ? null : JSON.stringify(errors);
}

/** Every example that is no value of its schema, as a text. */
export function wrongExamples() {
  const wrong = [];
  const check = (value, ...at) => {
    const fault = faultOf(value, ...at, 'schema');
    if (fault) wrong.push(`${at.join(' ')}: ${fault}`);
  };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods.filter((name) => item[name])) {
      const call = item[method];
      (call.parameters ?? []).forEach(({ example }, index) => check(example, 'paths', path, method, 'parameters', index));
      const bodies = [[call.requestBody, 'requestBody'],
        ...Object.entries(call.responses).map(([status, response]) => [response, 'responses', status])];
      for (const [body, ...at] of bodies) {
        for (const [type, { example, examples }] of Object.entries(body?.content ?? {})) {
          const values = examples ? Object.values(examples).map(({ value }) => value) : [example];
          values.forEach((value) => check(value, 'paths', path, method, ...at, 'content', type));
        }
      }
    }
  }
  return wrong;
}

/** What an answer of the program has that the document does not say; null when it is as described. */
export function answerFault({ path, method, status, type, body }) {
  const response = document.paths[path]?.[method]?.responses[status];
  if (!response) return `the status ${status} is not described`;
  if (!response.content) return body === '' ? null : 'a body that is not described';
  if (!response.content[type]) return `the content type ${type} is not described`;
  const value = type.endsWith('json') ? JSON.parse(body) : body;
  const fault = faultOf(value, 'paths', path, method, 'responses', status, 'content', type, 'schema');
  if (fault || type !== 'application/problem+json') return fault;
  const titles = Object.values(response.content[type].examples).map((example) => example.value.title);
  return titles.includes(value.title) ? null : `a title that is no example: ${value.title}`;
}

function faultOf(value, ...at) {
  const pointer = at.map((part) => encodeURIComponent(String(part).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = ajv.getSchema(`api#/${pointer}`);
  if (!validate) return 'there is no schema';
  return validate(value) ? null : ajv.errorsText(validate.errors);
}
