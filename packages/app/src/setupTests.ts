import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Visibility is not computed for every role query: on large pages that takes most of a test's time.
configure({ asyncUtilTimeout: 10_000, defaultHidden: true });
jest.setTimeout(60_000);
