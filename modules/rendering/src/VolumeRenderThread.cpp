#include "lastra/rendering/VolumeRenderThread.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lastra::rendering {

struct VolumeRenderThread::Impl {
    Deliver deliver;
    std::mutex mutex;
    std::condition_variable wake;
    std::optional<VolumeRequest> request;
    std::optional<imaging::Volume> volume;
    bool ending = false;
    std::atomic<bool> newer = false; // something waits: stop the picture in work
    std::thread thread;

    void run();
    void draw(std::unique_ptr<VolumeRenderer> &renderer, const VolumeRequest &wanted);
};

void VolumeRenderThread::Impl::draw(std::unique_ptr<VolumeRenderer> &renderer,
                                    const VolumeRequest &wanted) {
    renderer->setPreset(wanted.preset);
    // Moving pictures are short and always finished, so that a steady drag keeps showing some.
    auto picture =
        renderer->render(wanted.size, wanted.camera, wanted.moving, [this, moving = wanted.moving] {
            return !moving && newer.load(std::memory_order_relaxed);
        });
    if (!picture || !picture->image.isNull())
        deliver(std::move(picture));
}

void VolumeRenderThread::Impl::run() {
    // Pictures use every core; a lower priority keeps the user's thread ahead of them.
    setpriority(PRIO_PROCESS, id_t(syscall(SYS_gettid)), 5);
    std::unique_ptr<VolumeRenderer> renderer;
    bool hasVolume = false;
    std::unique_lock lock(mutex);
    while (true) {
        wake.wait(lock, [this] { return ending || request || volume; });
        if (ending)
            break;
        auto newVolume = std::exchange(volume, std::nullopt);
        auto wanted = std::exchange(request, std::nullopt);
        newer = false;
        lock.unlock();
        if (newVolume && newVolume->isNull()) {
            renderer.reset();
            hasVolume = false;
        } else if (newVolume) {
            core::Done done = {};
            if (!renderer) {
                auto created = VolumeRenderer::create();
                if (created)
                    renderer = std::move(*created);
                else
                    done = core::passOn(created);
            }
            if (done)
                done = renderer->setVolume(std::move(*newVolume));
            hasVolume = bool(done);
            if (!done)
                deliver(core::passOn(done));
        }
        if (wanted && hasVolume)
            draw(renderer, *wanted);
        lock.lock();
    }
}

VolumeRenderThread::VolumeRenderThread(Deliver deliver) : m_impl(std::make_unique<Impl>()) {
    m_impl->deliver = std::move(deliver);
    m_impl->thread = std::thread([impl = m_impl.get()] { impl->run(); });
}

VolumeRenderThread::~VolumeRenderThread() {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->ending = true;
        m_impl->newer = true;
    }
    m_impl->wake.notify_one();
    m_impl->thread.join();
}

void VolumeRenderThread::setVolume(imaging::Volume volume) {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->volume = std::move(volume);
        m_impl->newer = true;
    }
    m_impl->wake.notify_one();
}

void VolumeRenderThread::request(const VolumeRequest &request) {
    {
        const std::lock_guard lock(m_impl->mutex);
        m_impl->request = request;
        m_impl->newer = true;
    }
    m_impl->wake.notify_one();
}

} // namespace lastra::rendering
