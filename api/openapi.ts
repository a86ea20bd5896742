import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fp from 'fastify-plugin';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { VERSION } from '../version.ts';
import { errorTable, finishDocument, type OpenApiDocument } from './schemas/document.ts';
import type { Services } from './services.ts';
import { SESSION_COOKIE } from './session.ts';

const DESCRIPTION = `An agent hands over one HTTP request; SafeFetch makes it a durable action: a person may have to
approve it, it is sent with retries, and there is a receipt. JSON both ways. Every error is
\`{ "error": { "code", "message", "details", "request_id" } }\`. A path that exists answers every other method with 405.

Operator approvals (\`/v1/notify-operator\`, \`/v1/approvals\`) answer errors as
\`{ "error", "message", "next_steps" }\`, and are written in camelCase or snake_case as the request was.

The safety gate (\`/api/validate\`, \`/api/decisions\`) answers errors so that no field of them lets anybody go on:
\`"status": "BLOCK"\` to whoever asks, \`"approved": false\` to whoever polls.

${errorTable()}`;

/** The OpenAPI document, made of the routes' own schemas, at /openapi.json, and a page to read it at /docs. */
export const openapi = fp<Pick<Services, 'settings'>>(async (app, { settings }) => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SafeFetch',
        version: VERSION,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: settings.publicUrl }],
      tags: [
        { name: 'Actions', description: 'Create, read, list and retry' },
        { name: 'Decisions', description: 'What a person says' },
        { name: 'Safety gate', description: 'An AI asks before it acts; a person decides what is doubtful' },
        { name: 'Operator approvals', description: 'An agent asks for leave and does the work itself' },
        { name: 'Receipts', description: 'For the auditor' },
        { name: 'Health' },
      ],
      security: [{ apiKey: [] }],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key: `sf_live_…` or `sf_test_…`' },
          approvalToken: {
            type: 'apiKey',
            in: 'header',
            name: 'X-Approval-Token',
            description: 'The `approval_token` of a WARN, here or as the bearer',
          },
          approvalTokenInQuery: { type: 'apiKey', in: 'query', name: 'approval_token' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIE,
            description: 'Who is signed in to the dashboard, from its own pages',
          },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (given) => {
      const document = jsonSchemaTransformObject(given);
      finishDocument(document as OpenApiDocument);
      return document;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: true,
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0, tryItOutEnabled: false },
    theme: { title: 'SafeFetch API' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
});
