// FastAPI: a service's @OnStart() method is a generator, as a lifespan is.
// told: start PH123
// says: Hooks.live | it is a generator | @OnStop()
// ask: GET /
import { createApp, Get, OnStart, OnStop } from 'phial';

class Hooks {
  open = false;

  @OnStart()
  *live() { // cure: live() {
    this.open = true;
    yield; // cure: }
    // cure: @OnStop()
    // cure: stop() {
    this.open = false;
  }

  @Get('/')
  index() {
    return { open: this.open };
  }
}

void OnStop;
export const app = createApp({ controllers: [Hooks] });
