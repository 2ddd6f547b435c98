export { configJsonSchema } from './generate/config-json-schema.ts'
export { configMarkdown } from './generate/config-markdown.ts'
export { envExample } from './generate/env-example.ts'
export { type Generated, type GenerateOptions, generate } from './generate/generate.ts'
