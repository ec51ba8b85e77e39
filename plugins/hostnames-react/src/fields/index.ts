export type { FormFieldNames } from './formValues';
export {
  AvailabilityPanel,
  type AvailabilityPanelProps,
} from './hostname/AvailabilityPanel';
export { HostnameField } from './hostname/HostnameField';
export {
  hostnameFieldSchema,
  type HostnameFieldProps,
} from './hostname/schema';
export {
  validateHostnameField,
  type HostnameValidationContext,
} from './hostname/validateHostnameField';
export { HostnameEnvironmentField } from './options/EnvironmentField';
export { ExistingHostnameField } from './options/ExistingHostnameField';
export { HostnameProfileField } from './options/ProfileField';
export { optionFieldSchema, type OptionFieldProps } from './options/schema';
export { HostnameZoneField } from './options/ZoneField';
export { ManifestPreviewField } from './preview/ManifestPreviewField';
export {
  manifestPreviewSchema,
  type ManifestPreviewProps,
} from './preview/schema';
