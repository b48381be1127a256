import 'graphiql/style.css';
import './graphiql.css';

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { keylessStorage } from './storage.js';

const endpoint = new URL('/graphql', window.location.href);
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

// Queries and mutations go over HTTP, subscriptions over a WebSocket of the protocol graphql-transport-ws, whose
// connection_init carries what stands in the headers editor: an API key works for all three.
const fetcher = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
  headers: { accept: 'application/graphql-response+json, application/json' },
  enableIncrementalDelivery: false,
});

// The page brings the first query, so that it can change together with the schema and without a new build.
const defaultQuery = document.getElementById('default-query').content.textContent.trim() + '\n';

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    storage={keylessStorage}
    defaultQuery={defaultQuery}
    defaultEditorToolsVisibility="headers"
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <a className="heliograph-logo" href="/">
        <img src="/graphql/assets/icon.svg" alt="" />
        Heliograph
      </a>
    </GraphiQL.Logo>
  </GraphiQL>,
);
