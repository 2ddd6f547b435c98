export type { ConfigFileOptions } from './files/file-format.ts'
export { yamlFile } from './files/yaml-file.ts'
