import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

/** `ui:field: HostnamePicker`: a name, checked while typing and again on submit. @alpha */
export const hostnameFormField = FormFieldBlueprint.make({
  name: 'HostnameField',
  params: {
    field: async () => {
      const react = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'HostnamePicker',
        component: react.HostnameField,
        validation: react.validateHostnameField,
        schema: react.hostnameFieldSchema,
      });
    },
  },
});

/** `ui:field: HostnameProfilePicker`. @alpha */
export const profileFormField = FormFieldBlueprint.make({
  name: 'HostnameProfileField',
  params: {
    field: async () => {
      const { HostnameProfileField, optionFieldSchema } = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'HostnameProfilePicker',
        component: HostnameProfileField,
        schema: optionFieldSchema,
      });
    },
  },
});

/** `ui:field: HostnameEnvironmentPicker`. @alpha */
export const environmentFormField = FormFieldBlueprint.make({
  name: 'HostnameEnvironmentField',
  params: {
    field: async () => {
      const { HostnameEnvironmentField, optionFieldSchema } = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'HostnameEnvironmentPicker',
        component: HostnameEnvironmentField,
        schema: optionFieldSchema,
      });
    },
  },
});

/** `ui:field: HostnameZonePicker`. @alpha */
export const zoneFormField = FormFieldBlueprint.make({
  name: 'HostnameZoneField',
  params: {
    field: async () => {
      const { HostnameZoneField, optionFieldSchema } = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'HostnameZonePicker',
        component: HostnameZoneField,
        schema: optionFieldSchema,
      });
    },
  },
});

/** `ui:field: ExistingHostnamePicker`: a name that the entity or namespace holds already. @alpha */
export const existingHostnameFormField = FormFieldBlueprint.make({
  name: 'ExistingHostnameField',
  params: {
    field: async () => {
      const { ExistingHostnameField, optionFieldSchema } = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'ExistingHostnamePicker',
        component: ExistingHostnameField,
        schema: optionFieldSchema,
      });
    },
  },
});

/** `ui:field: HostnameManifestPreview`: the last page, with the files of the pull request. @alpha */
export const manifestPreviewFormField = FormFieldBlueprint.make({
  name: 'HostnameManifestPreview',
  params: {
    field: async () => {
      const { ManifestPreviewField, manifestPreviewSchema } = await import(
        '@hostmaster/backstage-plugin-hostnames-react'
      );
      return createFormField({
        name: 'HostnameManifestPreview',
        component: ManifestPreviewField,
        schema: manifestPreviewSchema,
      });
    },
  },
});
