/**
 * Scaffolder actions of Hostmaster: render manifests and open GitOps pull requests with them.
 *
 * @packageDocumentation
 */
export { scaffolderModuleHostnames as default } from './module';
