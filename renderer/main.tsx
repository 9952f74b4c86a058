import { startPage } from './app/start-page';
import { findBridge } from './client/bridge';

void findBridge().then(startPage);
