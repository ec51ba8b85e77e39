export const pluginId = 'hostnames';
