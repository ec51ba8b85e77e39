import { Route, Routes } from 'react-router-dom';
import { HostnamePage } from './HostnamePage';
import { HostnamesListPage } from './HostnamesListPage';

/** The table of all hostnames, and below it the page of each. */
export function HostnamesPage() {
  return (
    <Routes>
      <Route path="/" element={<HostnamesListPage />} />
      <Route path=":cluster/:namespace/:name" element={<HostnamePage />} />
    </Routes>
  );
}
